#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws maps of planted points with openTSNE, umap-learn and our own engine, and prints lines for bench_table.py.

usage: peers.py PEER_MAPS FOLDER POINTS…, run by packaging/bench --peers with the Python of build/peers. PEER_MAPS is the
program of ours that makes the points and measures every map.

All start from the same neighbours (of cosine distance) and places, with all cores: what is timed is everything after the
search for neighbours. t-SNE: perplexity 30, 250 exaggerated iterations and 500 more, with the exaggeration that ours chooses.
UMAP: 15 neighbours (umap-learn counts the point itself as one more) and as many epochs as ours. umap-learn compiles itself in
a first run that does not count. The quickest of up to three runs counts, as long as they are short.
"""
import os
import pathlib
import subprocess
import sys
import time
import warnings

import numpy
import openTSNE
import umap
from openTSNE import affinity, nearest_neighbors

REPEATED_WITHIN = 10  # seconds
PERPLEXITY = 30
NEIGHBOURS = 15
ONLY_FFT_ABOVE = 10_000  # Barnes-Hut takes long there, and the goal is set by the other
CORES = len(os.sched_getaffinity(0))


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def ours(*arguments):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")


def quickest(work):
    """The positions, and the seconds of the quickest run."""
    best, total, positions = float("inf"), 0.0, None
    for run in range(3):
        if run > 0 and total >= REPEATED_WITHIN:
            break
        begin = time.perf_counter()
        positions = work()
        taken = time.perf_counter() - begin
        best, total = min(best, taken), total + taken
    return positions, best


class Points:
    def __init__(self, program, folder, count):
        self.program, self.folder = program, folder / str(count)
        ours(program, "prepare", str(count), str(self.folder))
        self.table = numpy.load(self.folder / "points.npy")
        self.neighbours = numpy.load(self.folder / "neighbours.npy").astype(numpy.int64)
        self.distances = numpy.load(self.folder / "distances.npy")
        self.start = numpy.load(self.folder / "start.npy").astype(numpy.float64)

    def measured(self, positions, name):
        """Share of kept neighbours and trustworthiness."""
        path = self.folder / f"{name}.npy"
        numpy.save(path, numpy.ascontiguousarray(positions, dtype=numpy.float32))
        return [float(figure) for figure in ours(self.program, "measure", str(self.folder), str(path))[0].split()]


def opentsne(points, method, exaggeration):
    unit_distances = numpy.sqrt(2 * points.distances.astype(numpy.float64))  # what ours takes of the cosine
    start = points.start * (1e-4 / points.start[:, 0].std())

    def run():
        index = nearest_neighbors.PrecomputedNeighbors(points.neighbours, unit_distances)
        affinities = affinity.PerplexityBasedNN(perplexity=PERPLEXITY, knn_index=index, n_jobs=CORES)
        tsne = openTSNE.TSNE(perplexity=PERPLEXITY, early_exaggeration=exaggeration, early_exaggeration_iter=250, n_iter=500,
                             negative_gradient_method=method, n_jobs=CORES, random_state=1)
        return numpy.asarray(tsne.fit(affinities=affinities, initialization=start.copy()))

    return quickest(run)


def umap_learn(points, epochs):
    count = len(points.table)
    itself = numpy.arange(count)[:, None]
    indices = numpy.hstack([itself, points.neighbours[:, :NEIGHBOURS]])
    distances = numpy.hstack([numpy.zeros((count, 1), numpy.float32), points.distances[:, :NEIGHBOURS]])
    start = (points.start * (10 / numpy.abs(points.start).max())).astype(numpy.float32)

    def run():
        return umap.UMAP(n_neighbors=NEIGHBOURS + 1, metric="cosine", n_epochs=epochs, min_dist=0.1, init=start.copy(),
                         n_jobs=CORES, precomputed_knn=(indices.copy(), distances.copy()),
                         force_approximation_algorithm=True).fit_transform(points.table)

    run()
    return quickest(run)


def line(count, what, measured, yardstick, goal):
    print(f"RATIO | {count:,} points, {what} | {measured} | {yardstick} | {goal}", flush=True)


def compare(count, what, mine, peers, times):
    """`mine` and each of the peers: seconds, kept, trust. The quickest peer, and the best of each figure, count."""
    name, (seconds, _, _) = min(peers.items(), key=lambda peer: peer[1][0])
    line(count, f"{what} beside {name}: layout", f"{mine[0]:.3g} s", f"{seconds:.3g} s", f"at least {times}")
    for figure, word, allowed in ((1, "kept share", 0.005), (2, "trustworthiness", 0.01)):
        best = max(peer[figure] for peer in peers.values())
        line(count, f"{what}: {word} lower by", f"{max(best - mine[figure], 0):.4f} ({mine[figure]:.4f})", f"of {best:.4f}",
             f"at most {allowed}")


def main():
    if len(sys.argv) < 4:
        sys.exit("usage: peers.py PEER_MAPS FOLDER POINTS…")
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    warnings.filterwarnings("ignore")
    for count in map(int, sys.argv[3:]):
        say(f"{count:,} points: ours")
        points = Points(program, folder, count)
        mine = {}
        for words in (text.split() for text in ours(program, "draw", str(points.folder)) if text):
            mine[words[0]] = [float(figure) for figure in words[1:]]
        peers = {}
        for method in ("fft",) if count > ONLY_FFT_ABOVE else ("bh", "fft"):
            name = {"bh": "openTSNE, Barnes-Hut", "fft": "openTSNE, FFT"}[method]
            say(f"{count:,} points: {name}")
            positions, seconds = opentsne(points, method, mine["tsne"][3])
            peers[name] = (seconds, *points.measured(positions, method))
        for name, (seconds, kept, trust) in peers.items():
            say(f"{name}: {seconds:.2f} s, kept {kept:.4f}, trust {trust:.4f}")
        compare(count, "t-SNE", mine["tsne"], peers, 5)
        say(f"{count:,} points: umap-learn")
        positions, seconds = umap_learn(points, int(mine["umap"][3]))
        compare(count, "UMAP", mine["umap"], {"umap-learn": (seconds, *points.measured(positions, "umap"))}, 2)


main()
