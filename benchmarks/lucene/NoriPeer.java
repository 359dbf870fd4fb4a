import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.FSDirectory;
import org.tukaani.xz.XZInputStream;

/**
 * Lucene with the nori analyser, as a peer to be measured against.
 *
 * <p>{@code build INDEX THREADS SOURCE…} indexes JSON-lines files (.xz or plain). {@code add INDEX
 * SOURCE…} adds to an index, replacing articles of the same id. {@code search INDEX QUESTIONS OUT
 * MATCH LIMIT} writes "id TAB total TAB article=score …" lines; a question's third column, if any,
 * names the only article that may be found. {@code time INDEX QUESTIONS OUT LIMIT WARM ROUNDS}
 * writes the nanoseconds of every question, one line for each measured round. {@code build-offsets}
 * keeps offsets in the postings, for the highlighter. {@code answer INDEX QUESTIONS OUT LIMIT
 * ROUNDS} times whole answers: from a question's text to the best titles and passages, highlighted.
 */
public final class NoriPeer {
  private static final float TITLE_BOOST = 2.0f;
  private static final Article END = new Article("", "", "");

  private record Article(String id, String title, String body) {}

  private record NamedQuery(String id, Query query) {}

  public static void main(String[] args) throws Exception {
    Path index = Path.of(args[1]);
    switch (args[0]) {
      case "build" ->
          write(index, OpenMode.CREATE, Integer.parseInt(args[2]), false, sources(args, 3));
      case "build-offsets" ->
          write(index, OpenMode.CREATE, Integer.parseInt(args[2]), true, sources(args, 3));
      case "add" -> write(index, OpenMode.APPEND, 1, false, sources(args, 2));
      case "answer" ->
          answer(index, Path.of(args[2]), Path.of(args[3]), Integer.parseInt(args[4]),
              Integer.parseInt(args[5]));
      case "search" ->
          search(index, Path.of(args[2]), Path.of(args[3]), args[4].equals("all"),
              Integer.parseInt(args[5]));
      case "time" ->
          time(index, Path.of(args[2]), Path.of(args[3]), Integer.parseInt(args[4]),
              Integer.parseInt(args[5]), Integer.parseInt(args[6]));
      default -> throw new IllegalArgumentException("unknown command: " + args[0]);
    }
  }

  private static List<Path> sources(String[] args, int first) {
    return Arrays.stream(args).skip(first).map(Path::of).toList();
  }

  private static void write(
      Path index, OpenMode mode, int threads, boolean offsets, List<Path> sources)
      throws Exception {
    IndexWriterConfig config = new IndexWriterConfig(new KoreanAnalyzer());
    config.setOpenMode(mode);
    config.setRAMBufferSizeMB(256);
    boolean replace = mode == OpenMode.APPEND;
    BlockingQueue<Article> queue = new ArrayBlockingQueue<>(1000);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (FSDirectory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, config)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(() -> drain(queue, writer, replace, offsets)));
      }
      for (Path source : sources) {
        read(source, queue);
      }
      for (int i = 0; i < threads; i++) {
        queue.put(END);
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      writer.commit();
    } finally {
      pool.shutdown();
    }
  }

  private static Void drain(
      BlockingQueue<Article> queue, IndexWriter writer, boolean replace, boolean offsets)
      throws Exception {
    FieldType type = new FieldType(TextField.TYPE_STORED);
    if (offsets) {
      type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
    }
    type.freeze();
    for (Article article = queue.take(); article != END; article = queue.take()) {
      Document document = new Document();
      document.add(new StringField("id", article.id(), Field.Store.YES));
      document.add(new Field("title", article.title(), type));
      document.add(new Field("body", article.body(), type));
      if (replace) {
        writer.updateDocument(new Term("id", article.id()), document);
      } else {
        writer.addDocument(document);
      }
    }
    return null;
  }

  private static void read(Path source, BlockingQueue<Article> queue) throws Exception {
    InputStream raw = new BufferedInputStream(Files.newInputStream(source), 1 << 16);
    InputStream bytes = source.toString().endsWith(".xz") ? new XZInputStream(raw) : raw;
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        String id = "";
        String title = "";
        String body = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          switch (name) {
            case "id" -> id = parser.getText();
            case "title" -> title = parser.getValueAsString("");
            case "body" -> body = parser.getValueAsString("");
            default -> parser.skipChildren();
          }
        }
        queue.put(new Article(id, title, body));
      }
    }
  }

  /** Every term of the text as a clause over title and body; with ALL each must be in one. */
  private static BooleanQuery.Builder resolve(Analyzer analyzer, String text, boolean all)
      throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    int terms = 0;
    try (TokenStream stream = analyzer.tokenStream("body", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms++;
        BooleanQuery.Builder either = all ? new BooleanQuery.Builder() : query;
        either.add(new TermQuery(new Term("body", term.toString())), Occur.SHOULD);
        Query title = new TermQuery(new Term("title", term.toString()));
        either.add(new BoostQuery(title, TITLE_BOOST), Occur.SHOULD);
        if (all) {
          query.add(either.build(), Occur.MUST);
        }
      }
      stream.end();
    }
    if (terms == 0) {
      query.add(new MatchNoDocsQuery(), Occur.MUST);
    }
    return query;
  }

  private static List<NamedQuery> queries(Path path, boolean all) throws IOException {
    List<NamedQuery> queries = new ArrayList<>();
    try (Analyzer analyzer = new KoreanAnalyzer()) {
      for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
        String[] parts = line.split("\t");
        BooleanQuery.Builder query = resolve(analyzer, parts[1], all);
        if (parts.length > 2) {
          query.add(new TermQuery(new Term("id", parts[2])), Occur.FILTER);
        }
        queries.add(new NamedQuery(parts[0], query.build()));
      }
    }
    return queries;
  }

  private static TopDocs top(IndexSearcher searcher, Query query, int limit) throws IOException {
    return searcher.search(query, new TopScoreDocCollectorManager(limit, Integer.MAX_VALUE));
  }

  /** The exact number of matches: a field up to Lucene 9, an accessor from Lucene 10 on. */
  private static Object total(TopDocs found) throws ReflectiveOperationException {
    Class<?> type = found.totalHits.getClass();
    return type.isRecord()
        ? type.getMethod("value").invoke(found.totalHits)
        : type.getField("value").get(found.totalHits);
  }

  private static void search(Path index, Path source, Path out, boolean all, int limit)
      throws Exception {
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(index));
        BufferedWriter writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      for (NamedQuery named : queries(source, all)) {
        TopDocs found = top(searcher, named.query(), limit);
        writer.write(named.id() + "\t" + total(found));
        for (ScoreDoc hit : found.scoreDocs) {
          String id = searcher.storedFields().document(hit.doc).get("id");
          writer.write(String.format(Locale.ROOT, "\t%s=%.6f", id, hit.score));
        }
        writer.newLine();
      }
    }
  }

  /** Times the analysis of a text, its search, and the highlighting of the best titles and bodies. */
  private static void answer(Path index, Path source, Path out, int limit, int rounds)
      throws Exception {
    String[] fields = {"title", "body"};
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(index));
        Analyzer analyzer = new KoreanAnalyzer();
        BufferedWriter writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      UnifiedHighlighter highlighter = UnifiedHighlighter.builder(searcher, analyzer).build();
      List<String> texts = new ArrayList<>();
      for (String line : Files.readAllLines(source, StandardCharsets.UTF_8)) {
        texts.add(line.split("\t")[1]);
      }
      long[] taken = new long[texts.size()];
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < taken.length; i++) {
          long start = System.nanoTime();
          Query query = resolve(analyzer, texts.get(i), false).build();
          TopDocs found = top(searcher, query, limit);
          highlighter.highlightFields(fields, query, found);
          taken[i] = System.nanoTime() - start;
        }
        writer.write(Arrays.toString(taken).replaceAll("[\\[\\] ]", ""));
        writer.newLine();
      }
    }
  }

  private static void time(
      Path index, Path source, Path out, int limit, int warm, int rounds) throws Exception {
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(index));
        BufferedWriter writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      List<NamedQuery> queries = queries(source, false);
      long[] taken = new long[queries.size()];
      for (int round = 0; round < warm + rounds; round++) {
        for (int i = 0; i < taken.length; i++) {
          long start = System.nanoTime();
          top(searcher, queries.get(i).query(), limit);
          taken[i] = System.nanoTime() - start;
        }
        if (round >= warm) {
          writer.write(Arrays.toString(taken).replaceAll("[\\[\\] ]", ""));
          writer.newLine();
        }
      }
    }
  }
}
