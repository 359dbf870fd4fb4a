// The page's script: reads the state from the address, asks the API, and shows the answers.
// Texts of articles only ever become text nodes: no markup of theirs is parsed.
"use strict";

const texts = JSON.parse(document.getElementById("texts").textContent);
const $ = (id) => document.getElementById(id);
const PAGE = 20; // hits on a page
const PAUSE = 10; // milliseconds without a key before a search begins: two keys of one stroke are one
const FIELDS = ["publisher", "section", "author"];
const SHOWN_VALUES = 8; // values of a filter before "show all"
const MAX_BARS = 130; // more bars than this become years
const DAY = 86400000; // milliseconds

// ---------------------------------------------------------------- texts and nodes

function say(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function number(value) {
  return value.toLocaleString(document.documentElement.lang);
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Marks that turn the direction of text would make it look like another; positions stay.
function harmless(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

// Spans count characters as Python does: code points, not the units of JavaScript's strings.
function painted(text, spans) {
  const letters = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
  const cut = (start, end) => harmless(typeof letters === "string" ? letters.slice(start, end) : letters.slice(start, end).join(""));
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const [start, end] of spans ?? []) {
    fragment.append(cut(at, start), make("mark", {}, cut(start, end)));
    at = end;
  }
  fragment.append(cut(at, letters.length));
  return fragment;
}

function webAddress(url) {
  return url && /^https?:\/\//i.test(url) ? url : null;
}

function dated(date) {
  if (!date) return say("undated");
  return date.slice(0, 10) + (date.slice(11, 16) === "00:00" ? "" : ` ${date.slice(11, 16)}`);
}

// ---------------------------------------------------------------- the state, and the address

const ONE = { q: "", sort: "relevance", match: "auto", since: "", until: "", group: "", id: "" };

function stateOf(search) {
  const given = new URLSearchParams(search);
  const state = { offset: Math.max(0, parseInt(given.get("offset") ?? "0", 10) || 0) };
  for (const [name, value] of Object.entries(ONE)) state[name] = given.get(name) ?? value;
  for (const name of FIELDS) state[name] = given.getAll(name);
  return state;
}

function parametersOf(state, names) {
  const parameters = new URLSearchParams();
  for (const name of names) {
    if (FIELDS.includes(name)) state[name].forEach((value) => parameters.append(name, value));
    else if (name === "offset" ? state.offset : state[name] && (name === "q" || state[name] !== ONE[name])) parameters.append(name, state[name]);
  }
  return parameters;
}

const FILTERS = ["match", "since", "until", ...FIELDS];
const EVERYTHING = ["q", "sort", "offset", "group", "id", ...FILTERS];

let state = stateOf(location.search);

// ``replace`` keeps one entry of the history while a query is typed.
function change(values, { replace = false } = {}) {
  const narrowed = Object.keys(values).some((name) => name !== "offset" && name !== "id");
  state = { ...state, ...(narrowed ? { offset: 0, id: "" } : {}), ...values };
  const query = parametersOf(state, EVERYTHING).toString();
  history[replace ? "replaceState" : "pushState"](null, "", query ? `?${query}` : location.pathname);
  show();
}

addEventListener("popstate", () => {
  state = stateOf(location.search);
  show();
});

// ---------------------------------------------------------------- asking

class Problem extends Error {}

async function ask(path, parameters, signal) {
  let answer;
  try {
    answer = await fetch(`${path}?${parameters}`, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(say("failed"));
  }
  const data = await answer.json().catch(() => ({ detail: say("failed") }));
  if (!answer.ok) throw new Problem(data.detail ?? say("failed"));
  return data;
}

// Of several runs of one kind only the last may show its answer.
function latest(run) {
  let controller = new AbortController();
  return async (...values) => {
    controller.abort();
    const mine = (controller = new AbortController());
    try {
      await run(mine.signal, ...values);
    } catch (error) {
      if (error.name !== "AbortError" && !mine.signal.aborted) refuse(error);
    }
  };
}

function refuse(error) {
  $("refusal").textContent = error instanceof Problem ? harmless(error.message) : say("failed");
  $("refusal").hidden = false;
  $("status").textContent = "";
  if (!(error instanceof Problem)) console.error(error);
}

// ---------------------------------------------------------------- showing the state

let shownList = null; // what the list on the page is an answer to
let shownArticle = null;

function show() {
  if (document.activeElement !== $("q") || !composing) if ($("q").value !== state.q) $("q").value = state.q;
  for (const name of ["sort", "match"]) $(name).value = state[name];
  for (const name of ["since", "until"]) $(name).value = /^\d{4}-\d\d-\d\d$/.test(state[name]) ? state[name] : "";
  $("clear-dates").hidden = !(state.since || state.until);
  $("clear-filters").hidden = !FIELDS.some((name) => state[name].length) && state.match === "auto";
  document.title = state.q ? `${harmless(state.q)} – ${say("title")}` : say("title");
  const list = parametersOf(state, ["q", "sort", "offset", "group", ...FILTERS]).toString();
  if (list !== shownList) {
    shownList = list;
    showList();
  }
  const article = state.id ? `${state.id}\n${state.q}\n${state.match}` : null;
  if (article !== shownArticle) {
    shownArticle = article;
    showArticle();
  }
}

function clearList() {
  $("hits").replaceChildren();
  $("status").textContent = "";
  for (const id of ["correction", "refusal", "timeline", "related", "pages", "export", ...FIELDS.map((name) => `by-${name}`)]) $(id).hidden = true;
}

const showList = latest(async (signal) => {
  if (!state.q.trim()) {
    clearList();
    return;
  }
  const asked = { ...state };
  const page = parametersOf(asked, ["q", "sort", "offset", "group", ...FILTERS]);
  page.set("limit", PAGE);
  page.set("facets", "true");
  const results = await ask("/api/search", page, signal);
  $("refusal").hidden = true;
  showHits(results, asked);
  showCorrection(results);
  showPages(results);
  showExport(asked, results.total);
  await Promise.all([showFilters(results.facets, asked, signal), showTimeline(asked, signal), showRelated(asked, signal)]);
});

// ---------------------------------------------------------------- the list

let current = -1; // the place of the hit that the keyboard is at

function showHits(results, asked) {
  const hits = results.hits;
  current = -1;
  $("hits").start = results.offset + 1;
  $("hits").replaceChildren(...hits.map((hit, place) => hitNode(hit, place, asked)));
  const filtered = asked.since || asked.until || FIELDS.some((name) => asked[name].length);
  $("status").textContent = hits.length
    ? say("found", { from: number(results.offset + 1), to: number(results.offset + hits.length), total: number(results.total) })
    : say(filtered ? "found_none_filtered" : "found_none");
}

function addressOf(values) {
  return `?${parametersOf({ ...state, ...values }, EVERYTHING)}`;
}

// A link whose click stays on the page; with a key held down it opens a tab as any link does.
function inPage(values, ...children) {
  return make("a", { href: addressOf(values), onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change(values);
  } }, ...children);
}

function hitNode(hit, place, asked) {
  const node = make("li", { "data-id": hit.id, "data-url": webAddress(hit.url) });
  const title = inPage({ id: hit.id }, make("bdi", {}, painted(hit.title || hit.id, hit.title_matches)));
  node.append(make("h2", {}, title), metaNode(hit), make("p", { class: "snippet" }, make("bdi", {}, painted(hit.snippet.text, hit.snippet.matches))));
  if (hit.missing.length) node.append(make("p", { class: "lacks" }, make("bdi", {}, harmless(say("lacks", { words: hit.missing.join(", ") })))));
  if (hit.similar_count) {
    const count = say("similar_count", { count: number(hit.similar_count) });
    node.append(make("p", { class: "more" }, `${count} `, asked.group ? null : inPage({ group: "false" }, say("show_similar"))));
  }
  node.addEventListener("focusin", () => point(place, false));
  return node;
}

function metaNode(article) {
  const known = [article.publisher, dated(article.date), article.section, article.author].filter(Boolean);
  const parts = known.map((text) => make("bdi", {}, harmless(text)));
  return make("p", { class: "meta" }, ...parts.flatMap((part, place) => (place ? [" · ", part] : [part])));
}

function point(place, focus = true) {
  const nodes = $("hits").children;
  if (!nodes.length) return;
  current = Math.max(0, Math.min(place, nodes.length - 1));
  Array.from(nodes).forEach((node, at) => (at === current ? node.setAttribute("aria-current", "true") : node.removeAttribute("aria-current")));
  if (focus) {
    nodes[current].querySelector("a").focus({ preventScroll: true });
    nodes[current].scrollIntoView({ block: "nearest" });
  }
}

function showCorrection(results) {
  const note = $("correction");
  note.hidden = !results.suggestion && !results.notes;
  const parts = [];
  if (results.suggestion) {
    const words = results.corrected ? say("corrected", { query: results.query }) : say("did_you_mean");
    parts.push(harmless(`${words} `), inPage({ q: results.suggestion }, make("bdi", {}, harmless(results.suggestion))), " ");
  }
  if (results.notes) parts.push(...results.notes.map((text) => make("small", {}, harmless(`${text} `))));
  note.replaceChildren(...parts);
}

function showPages(results) {
  const end = results.offset + results.hits.length;
  $("previous").disabled = !results.offset;
  $("next").disabled = results.hits.length < PAGE || end >= results.total;
  $("pages").hidden = $("previous").disabled && $("next").disabled;
}

function showExport(asked, total) {
  $("export").hidden = !total;
  for (const format of ["csv", "xlsx"]) {
    const parameters = parametersOf(asked, ["q", "sort", ...FILTERS]);
    parameters.set("format", format);
    $(`export-${format}`).href = `/api/export?${parameters}`;
  }
}

// ---------------------------------------------------------------- filters

const opened = new Set(); // filters whose every value is shown

async function showFilters(facets, asked, signal) {
  await Promise.all(FIELDS.map(async (name) => {
    let values = facets[name].values;
    if (asked[name].length) {
      // What else could be ticked: the counts without this filter.
      const others = parametersOf({ ...asked, [name]: [] }, ["q", ...FILTERS]);
      others.append("by", name);
      values = (await ask("/api/facets", others, signal)).facets[name].values;
    }
    showValues(name, values, asked[name]);
  }));
}

function showValues(name, values, chosen) {
  const known = new Set(values.map((each) => each.value));
  const all = [...chosen.filter((value) => !known.has(value)).map((value) => ({ value, articles: 0 })), ...values];
  all.sort((one, other) => chosen.includes(other.value) - chosen.includes(one.value));
  const list = opened.has(name) ? all : all.slice(0, Math.max(SHOWN_VALUES, chosen.length));
  const nodes = list.map(({ value, articles }) => {
    const box = make("input", { type: "checkbox", checked: chosen.includes(value) });
    box.addEventListener("change", () => change({ [name]: box.checked ? [...state[name], value] : state[name].filter((each) => each !== value) }));
    return make("label", {}, box, make("bdi", { class: "name" }, harmless(value)), make("span", { class: "count" }, number(articles)));
  });
  if (list.length < all.length) {
    nodes.push(make("button", { type: "button", onclick: () => {
      opened.add(name);
      showValues(name, values, chosen);
    } }, say("more_values", { count: number(all.length) })));
  }
  const field = $(`by-${name}`);
  const focused = field.contains(document.activeElement) ? document.activeElement.parentElement.querySelector(".name")?.textContent : null;
  field.querySelector("div").replaceChildren(...nodes);
  field.hidden = !all.length;
  if (focused) nodes.find((node) => node.querySelector(".name")?.textContent === focused)?.querySelector("input").focus();
}

// ---------------------------------------------------------------- the timeline

const SVG = "http://www.w3.org/2000/svg";
let bars = []; // {label, first, last, count} of each bar; first and last day as 2025-02-12

const iso = (time) => new Date(time).toISOString().slice(0, 10);

function periodFor(asked) {
  const days = (Date.parse(asked.until) - Date.parse(asked.since)) / DAY;
  if (!(days >= 0)) return "month";
  return days <= 92 ? "day" : days <= 730 ? "week" : "month";
}

async function showTimeline(asked, signal) {
  const parameters = parametersOf(asked, ["q", ...FILTERS]);
  parameters.set("by", periodFor(asked));
  const trend = await ask("/api/trend", parameters, signal);
  const counts = trend.series[0].hits;
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) {
    $("timeline").hidden = true;
    return;
  }
  const last = counts.findLastIndex((count) => count > 0);
  const ends = trend.starts.map((start, place) => iso(Date.parse(trend.starts[place + 1] ?? nextStart(start, trend.by)) - DAY));
  bars = [];
  for (let place = first; place <= last; place += 1) bars.push({ label: trend.periods[place], first: trend.starts[place], last: ends[place], count: counts[place] });
  if (bars.length > MAX_BARS) bars = byYear(bars);
  drawBars();
}

function nextStart(start, by) {
  const time = new Date(start);
  if (by === "month") time.setUTCMonth(time.getUTCMonth() + 1);
  else time.setUTCDate(time.getUTCDate() + (by === "week" ? 7 : 1));
  return iso(time);
}

function byYear(parts) {
  const years = [];
  for (const part of parts) {
    const label = part.first.slice(0, 4);
    if (years.at(-1)?.label !== label) years.push({ label, first: part.first, last: part.last, count: 0 });
    years.at(-1).count += part.count;
    years.at(-1).last = part.last;
  }
  return years;
}

function drawBars() {
  const svg = $("bars");
  const width = 720 / bars.length;
  const most = Math.max(...bars.map((bar) => bar.count));
  const nodes = bars.flatMap((bar, place) => {
    const height = bar.count ? Math.max(2, (86 * bar.count) / most) : 0;
    const column = rectangle("column", place * width, 0, width, 90);
    const title = document.createElementNS(SVG, "title");
    title.textContent = say("period", { period: bar.label, count: number(bar.count) });
    column.append(title);
    return [rectangle("value", place * width + width * 0.1, 90 - height, width * 0.8, height), column];
  });
  svg.replaceChildren(...nodes);
  $("first-period").textContent = bars[0].label;
  $("last-period").textContent = bars.length > 1 ? bars.at(-1).label : "";
  $("period").textContent = "";
  $("timeline").hidden = false;
}

function rectangle(kind, x, y, width, height) {
  const node = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ class: kind, x, y, width, height })) node.setAttribute(name, value);
  return node;
}

let dragged = null; // the places of the first and the last bar of a drag

function placeAt(event) {
  const box = $("bars").getBoundingClientRect();
  return Math.max(0, Math.min(bars.length - 1, Math.floor(((event.clientX - box.left) / box.width) * bars.length)));
}

function drawDrag() {
  $("bars").querySelector(".chosen")?.remove();
  if (!dragged) return;
  const [low, high] = [Math.min(...dragged), Math.max(...dragged)];
  const width = 720 / bars.length;
  $("bars").append(rectangle("chosen", low * width, 0, (high - low + 1) * width, 90));
  const labels = low === high ? bars[low].label : `${bars[low].label} – ${bars[high].label}`;
  const count = bars.slice(low, high + 1).reduce((sum, bar) => sum + bar.count, 0);
  $("period").textContent = say("period", { period: labels, count: number(count) });
}

$("bars").addEventListener("pointerdown", (event) => {
  if (!bars.length || event.button) return;
  dragged = [placeAt(event), placeAt(event)];
  $("bars").setPointerCapture(event.pointerId);
  drawDrag();
  event.preventDefault();
});
$("bars").addEventListener("pointermove", (event) => {
  if (!dragged) return;
  dragged[1] = placeAt(event);
  drawDrag();
});
$("bars").addEventListener("pointerup", () => {
  if (!dragged) return;
  const [low, high] = [Math.min(...dragged), Math.max(...dragged)];
  dragged = null;
  change({ since: bars[low].first, until: bars[high].last });
});
$("bars").addEventListener("pointercancel", () => {
  dragged = null;
  drawDrag();
});

// ---------------------------------------------------------------- related words

async function showRelated(asked, signal) {
  const parameters = parametersOf(asked, ["q", ...FILTERS]);
  parameters.set("limit", 12);
  const related = await ask("/api/related", parameters, signal);
  const nodes = related.words.map(({ word }) => make("li", {}, inPage({ q: `${asked.q} ${word}` }, make("bdi", {}, harmless(word)))));
  $("related").querySelector("ul").replaceChildren(...nodes);
  $("related").hidden = !nodes.length;
}

// ---------------------------------------------------------------- the reader

let place = -1; // of the match that the reader is at

const showArticle = latest(async (signal) => {
  const { id } = state;
  if (!id) {
    closeArticle();
    return;
  }
  const address = `/api/articles/${id.split("/").map(encodeURIComponent).join("/")}`;
  const article = await ask(address, parametersOf(state, ["q", "match"]), signal);
  drawArticle(article, address);
  const similar = await ask(`${address}/similar`, new URLSearchParams({ limit: 5 }), signal);
  const nodes = similar.hits.map((hit) => make("li", {}, inPage({ id: hit.id }, make("bdi", {}, harmless(hit.title || hit.id))), metaNode(hit)));
  $("similar").querySelector("ul").replaceChildren(...nodes);
  $("similar").hidden = !nodes.length;
});

function drawArticle(article, address) {
  const matches = article.matches ?? {};
  const node = $("article");
  node.replaceChildren(make("h2", {}, make("bdi", {}, painted(article.title || article.id, matches.title))), metaNode(article), linksNode(article, address));
  if (article.lead) node.append(make("p", { class: "lead" }, painted(article.lead, matches.lead)));
  if (article.body) node.append(make("p", {}, painted(article.body, matches.body)));
  document.body.classList.add("reading");
  $("reader").hidden = false;
  $("reader").scrollTop = 0;
  $("similar").hidden = true;
  node.focus({ preventScroll: true });
  if (matchMedia("(max-width: 75rem)").matches) scrollTo(0, 0);
  place = -1;
  const count = node.querySelectorAll("mark").length;
  $("place").textContent = article.matches ? (count ? say("match_of", { place: 0, count }) : say("no_match")) : "";
  $("next-match").disabled = $("previous-match").disabled = !count;
}

function linksNode(article, address) {
  const links = make("p", { class: "meta" });
  const url = webAddress(article.url);
  if (url) links.append(make("a", { id: "original", href: url, target: "_blank", rel: "noopener noreferrer" }, say("original")), " ");
  if (article.path) links.append(make("a", { href: `${address}/file`, download: true }, say("file")));
  return links;
}

function step(by) {
  const marks = Array.from($("article").querySelectorAll("mark"));
  if (!marks.length) return;
  marks[place]?.classList.remove("now");
  place = place < 0 && by < 0 ? marks.length - 1 : (place + by + marks.length) % marks.length;
  marks[place].classList.add("now");
  marks[place].scrollIntoView({ block: "center" });
  $("place").textContent = say("match_of", { place: place + 1, count: marks.length });
}

function closeArticle() {
  $("reader").hidden = true;
  document.body.classList.remove("reading");
  if (current >= 0) point(current);
}

// ---------------------------------------------------------------- the query, and its completions

let composing = false; // whether an input method is at a syllable
let chosen = -1; // the place of the suggestion that the arrow keys are at
let timer = 0;

let completing = false; // whether what is typed is still to be completed

const complete = latest(async (signal) => {
  const typed = $("q").value;
  const { suggestions } = await ask("/api/suggest", new URLSearchParams({ q: typed.slice(-200), limit: 8 }), signal);
  if (!completing || $("q").value !== typed || document.activeElement !== $("q")) return;
  showSuggestions(suggestions.filter((words) => words !== typed));
});

function showSuggestions(words) {
  chosen = -1;
  $("suggestions").replaceChildren(...words.map((text, at) => {
    const option = make("li", { role: "option", id: `suggestion-${at}`, "aria-selected": "false" }, make("bdi", {}, harmless(text)));
    option.dataset.text = text;
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(text);
    });
    return option;
  }));
  const none = !words.length;
  $("suggestions").hidden = none;
  $("q").setAttribute("aria-expanded", String(!none));
  $("q").removeAttribute("aria-activedescendant");
}

function choose(by) {
  const options = Array.from($("suggestions").children);
  if (!options.length) return;
  chosen = (chosen + by + options.length + (chosen < 0 && by < 0 ? 1 : 0)) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  options[chosen].scrollIntoView({ block: "nearest" });
  $("q").setAttribute("aria-activedescendant", `suggestion-${chosen}`);
}

function take(text) {
  completing = false;
  clearTimeout(timer);
  $("q").value = text;
  showSuggestions([]);
  change({ q: text });
}

$("q").addEventListener("compositionstart", () => (composing = true));
$("q").addEventListener("compositionend", () => (composing = false));
$("q").addEventListener("input", () => {
  // Half a syllable is an input event as well: what is typed is looked for while it grows.
  clearTimeout(timer);
  completing = true;
  timer = setTimeout(() => {
    if ($("q").value === state.q) return;
    change({ q: $("q").value }, { replace: true });
    if ($("q").value.trim()) complete();
    else showSuggestions([]);
  }, PAUSE);
});
$("q").addEventListener("blur", () => showSuggestions([]));
$("q").addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
  } else if (event.key === "Escape") {
    if ($("suggestions").hidden) $("q").blur();
    completing = false;
    showSuggestions([]);
    event.preventDefault();
    event.stopPropagation();
  } else if (event.key === "Enter" && chosen >= 0) {
    take($("suggestions").children[chosen].dataset.text);
    event.preventDefault();
  }
});
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  completing = false;
  clearTimeout(timer);
  showSuggestions([]);
  if ($("q").value !== state.q) change({ q: $("q").value });
  else if (state.q) history.pushState(null, "", location.href);
  if (matchMedia("(pointer: coarse)").matches) $("q").blur();
});

// ---------------------------------------------------------------- other controls

for (const name of ["sort", "match"]) $(name).addEventListener("change", () => change({ [name]: $(name).value }));
for (const name of ["since", "until"]) $(name).addEventListener("change", () => change({ [name]: $(name).value }));
$("clear-dates").addEventListener("click", () => change({ since: "", until: "" }));
$("clear-filters").addEventListener("click", () => change({ publisher: [], section: [], author: [], match: "auto" }));
$("previous").addEventListener("click", () => turn(-PAGE));
$("next").addEventListener("click", () => turn(PAGE));
$("close").addEventListener("click", () => change({ id: "" }));
$("next-match").addEventListener("click", () => step(1));
$("previous-match").addEventListener("click", () => step(-1));
$("help-button").addEventListener("click", () => $("help").showModal());

function turn(by) {
  change({ offset: Math.max(0, state.offset + by) });
  scrollTo(0, 0);
  $("hits").focus({ preventScroll: true });
}

// ---------------------------------------------------------------- the keyboard

const KEYS = {
  "/": () => {
    $("q").focus();
    $("q").select();
  },
  j: () => point(current + 1),
  k: () => point(current - 1),
  o: () => {
    const url = state.id ? $("original")?.href : $("hits").children[current]?.dataset.url;
    if (url) open(url, "_blank", "noopener,noreferrer");
  },
  n: () => state.id && step(1),
  N: () => state.id && step(-1),
  Escape: () => state.id && change({ id: "" }),
  "?": () => $("help").showModal(),
};

addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) return;
  if (at.matches?.("input:not([type=checkbox]), select, textarea")) return;
  // With a Korean layout the key of j is ㅓ: the key's place decides where its letter is not ours.
  const run = KEYS[event.key] ?? KEYS[latinKey(event)];
  if (!run) return;
  event.preventDefault();
  run();
});

function latinKey(event) {
  if (!/^Key[A-Z]$/.test(event.code)) return "";
  const letter = event.code.slice(3).toLowerCase();
  return event.shiftKey ? letter.toUpperCase() : letter;
}

if (matchMedia("(max-width: 48rem)").matches) $("narrow").open = false;
show();
if (!state.q) $("q").focus();
