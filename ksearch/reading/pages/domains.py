"""Papers by domain, for pages that name their paper nowhere else."""

from __future__ import annotations

_PAPERS = """
chosun.com 조선일보
biz.chosun.com 조선비즈
joongang.co.kr 중앙일보
joins.com 중앙일보
donga.com 동아일보
hani.co.kr 한겨레
khan.co.kr 경향신문
kyunghyang.com 경향신문
hankookilbo.com 한국일보
kmib.co.kr 국민일보
segye.com 세계일보
munhwa.com 문화일보
seoul.co.kr 서울신문
hankyung.com 한국경제
mk.co.kr 매일경제
sedaily.com 서울경제
mt.co.kr 머니투데이
edaily.co.kr 이데일리
asiae.co.kr 아시아경제
fnnews.com 파이낸셜뉴스
heraldcorp.com 헤럴드경제
ajunews.com 아주경제
etnews.com 전자신문
dt.co.kr 디지털타임스
ddaily.co.kr 디지털데일리
zdnet.co.kr 지디넷코리아
bloter.net 블로터
yna.co.kr 연합뉴스
yonhapnewstv.co.kr 연합뉴스TV
newsis.com 뉴시스
news1.kr 뉴스1
nocutnews.co.kr 노컷뉴스
cbs.co.kr CBS
kbs.co.kr KBS
mbc.co.kr MBC
imbc.com MBC
sbs.co.kr SBS
jtbc.co.kr JTBC
ytn.co.kr YTN
mbn.co.kr MBN
tvchosun.com TV조선
ichannela.com 채널A
ohmynews.com 오마이뉴스
pressian.com 프레시안
mediatoday.co.kr 미디어오늘
sisain.co.kr 시사IN
sisajournal.com 시사저널
lawtimes.co.kr 법률신문
busan.com 부산일보
kookje.co.kr 국제신문
imaeil.com 매일신문
yeongnam.com 영남일보
kwnews.co.kr 강원일보
kado.net 강원도민일보
joongdo.co.kr 중도일보
daejonilbo.com 대전일보
cctoday.co.kr 충청투데이
ccdailynews.com 충청일보
jbnews.com 중부매일
inews365.com 충북일보
jjan.kr 전북일보
domin.co.kr 전북도민일보
kwangju.co.kr 광주일보
jnilbo.com 전남일보
mdilbo.com 무등일보
namdonews.com 남도일보
knnews.co.kr 경남신문
idomin.com 경남도민일보
gnnews.co.kr 경남일보
ksilbo.co.kr 경상일보
iusm.co.kr 울산매일
kyeonggi.com 경기일보
kyeongin.com 경인일보
incheonilbo.com 인천일보
joongboo.com 중부일보
jejunews.com 제주일보
ihalla.com 한라일보
jemin.com 제민일보
hidomin.com 경북도민일보
kbmaeil.com 경북매일
kyongbuk.co.kr 경북일보
koreaherald.com 코리아헤럴드
koreatimes.co.kr 코리아타임스
"""

_PAPER_OF = dict(line.split(" ", 1) for line in _PAPERS.strip().splitlines())


def publisher_of_domain(domain: str) -> str | None:
    """Return the paper at a domain or at one above it: ``news.kbs.co.kr`` is KBS's."""
    parts = domain.lower().strip(".").split(".")
    for start in range(len(parts) - 1):
        paper = _PAPER_OF.get(".".join(parts[start:]))
        if paper is not None:
            return paper
    return None
