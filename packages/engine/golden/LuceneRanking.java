import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * nDCG@10, recall@100 and MRR@10 of Lucene on a collection in BEIR's layout, as Anserini's "flat" runs are made: the English analyser, BM25
 * with k1 .9 and b .4 over title and text in one field, a question as a bag of words. Beside its row ours stands.
 *
 *   mvn dependency:copy -Dartifact=org.apache.lucene:lucene-core:9.12.3 -DoutputDirectory=JARS
 *   mvn dependency:copy -Dartifact=org.apache.lucene:lucene-analysis-common:9.12.3 -DoutputDirectory=JARS
 *   java -cp "JARS/*" packages/engine/golden/LuceneRanking.java FOLDER
 */
public class LuceneRanking {
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Map<String, Map<String, Integer>> grades = readGrades(folder.resolve("qrels/test.tsv"));
    Analyzer analyzer = new EnglishAnalyzer();
    BM25Similarity similarity = new BM25Similarity(0.9f, 0.4f);
    var directory = new ByteBuffersDirectory();
    var config = new IndexWriterConfig(analyzer);
    config.setSimilarity(similarity);
    try (var writer = new IndexWriter(directory, config)) {
      for (String line : Files.readAllLines(folder.resolve("corpus.jsonl"))) {
        if (line.isBlank()) continue;
        Document document = new Document();
        document.add(new StoredField("id", field(line, "_id")));
        document.add(new TextField("contents", field(line, "title") + "\n" + field(line, "text"), Field.Store.NO));
        writer.addDocument(document);
      }
    }
    double ndcg = 0, recall = 0, mrr = 0;
    int count = 0;
    try (var reader = DirectoryReader.open(directory)) {
      var searcher = new IndexSearcher(reader);
      searcher.setSimilarity(similarity);
      for (String line : Files.readAllLines(folder.resolve("queries.jsonl"))) {
        if (line.isBlank()) continue;
        Map<String, Integer> of = grades.get(field(line, "_id"));
        if (of == null) continue;
        List<String> ranking = search(searcher, analyzer, field(line, "text"));
        count += 1;
        ndcg += ndcgAt10(ranking, of);
        long relevant = of.values().stream().filter(grade -> grade > 0).count();
        recall += relevant == 0 ? 0 : ranking.stream().filter(id -> of.getOrDefault(id, 0) > 0).count() / (double) relevant;
        for (int at = 0; at < Math.min(10, ranking.size()); at++) {
          if (of.getOrDefault(ranking.get(at), 0) <= 0) continue;
          mrr += 1.0 / (at + 1);
          break;
        }
      }
    }
    System.out.printf("Lucene 9.12    %10.4f%10.4f%10.4f   (%d questions)%n", ndcg / count, recall / count, mrr / count, count);
  }

  private static List<String> search(IndexSearcher searcher, Analyzer analyzer, String text) throws Exception {
    Map<String, Integer> terms = new TreeMap<>();
    try (TokenStream stream = analyzer.tokenStream("contents", text)) {
      var term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) terms.merge(term.toString(), 1, Integer::sum);
      stream.end();
    }
    var query = new BooleanQuery.Builder();
    terms.forEach((term, times) -> query.add(
        new BoostQuery(new TermQuery(new Term("contents", term)), times), BooleanClause.Occur.SHOULD));
    var ids = new LinkedHashSet<String>();
    for (var hit : searcher.search(query.build(), 100).scoreDocs) ids.add(searcher.storedFields().document(hit.doc).get("id"));
    return new ArrayList<>(ids);
  }

  private static double ndcgAt10(List<String> ranking, Map<String, Integer> of) {
    double gain = 0, ideal = 0;
    for (int at = 0; at < Math.min(10, ranking.size()); at++) gain += of.getOrDefault(ranking.get(at), 0) / log2(at + 2);
    List<Integer> best = of.values().stream().sorted((a, b) -> b - a).limit(10).toList();
    for (int at = 0; at < best.size(); at++) ideal += best.get(at) / log2(at + 2);
    return ideal == 0 ? 0 : gain / ideal;
  }

  private static double log2(int value) {
    return Math.log(value) / Math.log(2);
  }

  private static Map<String, Map<String, Integer>> readGrades(Path file) throws Exception {
    Map<String, Map<String, Integer>> grades = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split("\t");
      if (parts.length == 3 && parts[2].matches("-?\\d+"))
        grades.computeIfAbsent(parts[0], key -> new HashMap<>()).put(parts[1], Integer.valueOf(parts[2]));
    }
    return grades;
  }

  /** The text of a field of a flat JSON object; empty where there is none. */
  private static String field(String json, String name) {
    int at = json.indexOf("\"" + name + "\":");
    if (at < 0) return "";
    int start = json.indexOf('"', at + name.length() + 3) + 1;
    StringBuilder text = new StringBuilder();
    for (int i = start; json.charAt(i) != '"'; i++) {
      char c = json.charAt(i);
      if (c != '\\') text.append(c);
      else {
        c = json.charAt(++i);
        if (c == 'u') {
          text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
          i += 4;
        } else text.append(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c);
      }
    }
    return text.toString();
  }
}
