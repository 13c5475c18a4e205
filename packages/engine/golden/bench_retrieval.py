"""nDCG@10, recall@100 and MRR@10 of bm25s on a collection in BEIR's layout, beside which ours stand.

    pip install bm25s==0.3.16 snowballstemmer==3.0.1 numpy
    python packages/engine/golden/bench_retrieval.py <folder>

Words are cut as ours are (letters and digits, Porter stems, Lucene's stop words), so only the ranking differs.
"""

import json
import math
import pathlib
import re
import sys

import bm25s
import numpy as np
import snowballstemmer

STOP = set("a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".split())
stemmer = snowballstemmer.stemmer("porter")
folder = pathlib.Path(sys.argv[1])


def terms(text):
    words = (w for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOP)
    return [stemmer.stemWord(w) if re.fullmatch(r"[a-z]{3,}", w) else w for w in words]


def read(name):
    return [json.loads(line) for line in (folder / name).open(encoding="utf8") if line.strip()]


grades = {}
for line in (folder / "qrels" / "test.tsv").open(encoding="utf8"):
    query, document, grade = line.rstrip("\n").split("\t")
    if grade.lstrip("-").isdigit():
        grades.setdefault(query, {})[document] = int(grade)

corpus = read("corpus.jsonl")
ids = [row["_id"] for row in corpus]
retriever = bm25s.BM25(k1=0.9, b=0.4, method="lucene", dtype="float64")
retriever.index([terms(f"{row.get('title', '')}\n{row['text']}") for row in corpus], show_progress=False)
known = set(retriever.vocab_dict)
ndcg, recall, mrr = [], [], []
for row in read("queries.jsonl"):
    of = grades.get(row["_id"])
    if not of:
        continue
    query = [t for t in terms(row["text"]) if t in known]
    scores = retriever.get_scores(query) if query else np.zeros(len(ids))
    order = [i for i in np.argsort(-scores, kind="stable")[:100] if scores[i] > 0]
    ranking = [ids[i] for i in order]
    gain = sum(of.get(d, 0) / math.log2(r + 2) for r, d in enumerate(ranking[:10]))
    ideal = sum(g / math.log2(r + 2) for r, g in enumerate(sorted(of.values(), reverse=True)[:10]))
    relevant = [d for d, g in of.items() if g > 0]
    ndcg.append(gain / ideal if ideal else 0)
    recall.append(len(set(ranking) & set(relevant)) / len(relevant))
    mrr.append(next((1 / (r + 1) for r, d in enumerate(ranking[:10]) if of.get(d, 0) > 0), 0))
print(f"bm25s          {np.mean(ndcg):10.4f}{np.mean(recall):10.4f}{np.mean(mrr):10.4f}")
