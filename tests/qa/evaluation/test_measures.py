"""Measures, significance and abstention, against values worked by hand and other programs."""

import math
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qa.errors import BadRequest
from qa.evaluation.abstention import measure_abstention
from qa.evaluation.calibration import BINS, measure_calibration
from qa.evaluation.comparison import compare, holm, randomisation_p
from qa.evaluation.date_order import measure_date_order
from qa.evaluation.evaluation import evaluate
from qa.evaluation.measures import (
    MeasureResult,
    default_measures,
    measure_run,
    parse_measures,
)
from qa.evaluation.outcomes import measure_outcomes
from qa.evaluation.proportion import proportion
from qa.evaluation.qrels import Qrels, read_qrels
from qa.evaluation.runs import Run, RunMetadata, TopicMetadata, read_run

HERE = Path()
QRELS = {
    "t1": {"a": 3, "b": 2, "c": 1, "d": 0},
    "t2": {"a": 0, "e": 2},
    "t3": {"f": 3},
    "t4": {"a": 1, "b": 0},
}
RUN = {
    "t1": {"b": 3.0, "x": 2.0, "a": 1.0},
    "t2": {"a": 9.0, "e": 8.0},
    "t4": {"b": 1.0},
}


def measured(name, grade=2):
    (row,) = measure_run(Run(HERE, RUN), Qrels(HERE, QRELS), [name], grade)
    return row


def test_values_are_those_worked_by_hand_and_a_missing_topic_counts_as_0():
    ideal = 3 + 2 / math.log2(3) + 1 / math.log2(4)
    found = 2 + 3 / math.log2(4)
    assert measured("nDCG@10").by_topic == pytest.approx(
        {"t1": found / ideal, "t2": 1 / math.log2(3), "t3": 0.0}
    )
    assert measured("R(rel=2)@2").by_topic == {"t1": 0.5, "t2": 1.0, "t3": 0.0}
    assert measured("P(rel=2)@2").by_topic == {"t1": 0.5, "t2": 0.5, "t3": 0.0}
    assert measured("RR(rel=2)").by_topic == {"t1": 1.0, "t2": 0.5, "t3": 0.0}
    assert measured("Success(rel=3)@2").by_topic == {"t1": 0.0, "t2": 0.0, "t3": 0.0}
    assert measured("AP(rel=2)").by_topic == pytest.approx(
        {"t1": (1 + 2 / 3) / 2, "t2": 0.5, "t3": 0}
    )
    assert measured("Judged@3").by_topic == pytest.approx({"t1": 2 / 3, "t2": 1.0, "t3": 0.0})


def test_the_mean_is_over_the_answerable_topics_and_lies_within_its_interval():
    row = measured("R(rel=2)@2")
    assert row.mean == pytest.approx(0.5)
    assert row.low <= row.mean <= row.high
    assert measured("R@2", grade=1).by_topic.keys() == {"t1", "t2", "t3", "t4"}


def test_an_unknown_measure_is_named_with_the_known_ones():
    with pytest.raises(BadRequest, match=r"nGCD@10, Fancy.*nDCG@10"):
        parse_measures(["nDCG@10", "nGCD@10", "Fancy"])


def test_the_default_measures_are_all_known():
    assert len(parse_measures(default_measures(2))) == len(parse_measures(default_measures(1))) == 8


def test_the_values_are_those_of_the_ir_measures_command(tmp_path):
    judged, run = tmp_path / "qrels", tmp_path / "run"
    judged.write_text(
        "".join(f"{t} 0 {name} {grade}\n" for t in QRELS for name, grade in QRELS[t].items())
    )
    run.write_text(
        "".join(f"{t} Q0 {name} 1 {score} x\n" for t in RUN for name, score in RUN[t].items())
    )
    names = default_measures(1)
    command = [str(Path(sys.executable).with_name("ir_measures")), "-q", "-n", "-p", "6"]
    shown = subprocess.run(
        [*command, str(judged), str(run), *names], capture_output=True, text=True, check=True
    ).stdout
    theirs = {}
    for line in shown.splitlines():
        topic, measure, value = line.split("\t")
        theirs[topic, measure] = float(value)
    for row in measure_run(read_run(run), read_qrels(judged), names, 1):
        for topic, value in row.by_topic.items():
            assert theirs.get((topic, row.measure), 0.0) == pytest.approx(value, abs=1e-4)


def test_the_means_are_those_of_trec_eval():
    # trec_eval 9.0.8: map 0.6667 over t1 and t2 at level 2 (0.8333 and 0.5), recip_rank 0.75.
    judged = {topic: QRELS[topic] for topic in ("t1", "t2")}
    rows = measure_run(Run(HERE, RUN), Qrels(HERE, judged), ["AP(rel=2)", "RR(rel=2)"], 2)
    assert [round(row.mean, 4) for row in rows] == [0.6667, 0.75]


TREC_EVAL = {
    "AP": "map", "AP@3": "map_cut_3", "RR": "recip_rank", "Rprec": "Rprec", "Bpref": "bpref",
    "infAP": "infAP", "nDCG": "ndcg", "nDCG@1": "ndcg_cut_1", "nDCG@5": "ndcg_cut_5",
    "P@1": "P_1", "P@5": "P_5", "R@1": "recall_1", "R@5": "recall_5", "Success@1": "success_1",
    "Success@5": "success_5", "IPrec@0.1": "iprec_at_recall_0.10", "SetP": "set_P",
    "IPrec@0.14": "iprec_at_recall_0.14", "SetR": "set_recall", "SetF": "set_F",
    "SetAP": "set_map", "NumRet": "num_ret", "NumRel": "num_rel", "NumRet(rel=1)": "num_rel_ret",
}  # fmt: skip
"""Our measures by trec_eval's names."""

IDS = "abcdefgé#Zz"
SCORES = [-1.0, 0.0, 1.0, 1.0 + 1e-9, 2.0, 1e30, 1e300]
"""Scores with many ties: trec_eval holds them in 32 bits, where the third and fourth are equal."""


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_that_of_trec_eval_on_the_same_files_however_many_scores_are_equal(
    tmp_path, seed
):
    judged, run = tmp_path / "qrels", tmp_path / "run"
    random = Random(seed)
    topics = [f"t{n}" for n in range(100)]

    def some(values):
        return {name: random.choice(values) for name in random.sample(IDS, random.randint(0, 11))}

    # A topic without anything relevant would be unanswerable.
    qrels = {topic: {**some([-1, 0, 0, 1, 2, 3]), "r": 1} for topic in topics}
    runs = {topic: {**some(SCORES), "r": 1.0} for topic in topics}
    lines = [f"{t} 0 {n} {grade}\n" for t, graded in qrels.items() for n, grade in graded.items()]
    judged.write_text("".join(lines), "utf-8")
    lines = [f"{t} Q0 {n} 1 {score!r} x\n" for t, row in runs.items() for n, score in row.items()]
    run.write_text("".join(lines), "utf-8")
    theirs = pytrec_eval.RelevanceEvaluator(
        qrels,
        {re.sub(r"_([0-9.]+)$", r".\1", name) for name in TREC_EVAL.values()},
    ).evaluate(runs)
    made = evaluate(
        read_qrels(judged), [read_run(run)], None, measures=[*TREC_EVAL, "RR@99"], grade=1
    )
    ours = {row.measure: row.by_topic for row in made.runs[0].measures}
    assert {
        name: {topic: theirs[topic][their_name] for topic in qrels}
        for name, their_name in TREC_EVAL.items()
    } == {name: pytest.approx(ours[name], abs=1e-12) for name in TREC_EVAL}
    assert ours["RR@99"] == pytest.approx(ours["RR"])


def test_ties_are_broken_alike_by_every_measure():
    ties = Run(HERE, {"1": {"b": 1.0, "c": 1.0}, "2": {"z": 1.0, "y": 1.0, "x": 1.0}})
    qrels = Qrels(HERE, {"1": {"a": 0, "b": 1, "c": 0}, "2": {"x": 2, "y": 1, "z": 0}})
    names = ["RR", "RR@10", "RR@1", "P@1", "Success@1", "nDCG@1", "Judged@1", "AP@1"]
    rows = {row.measure: row.by_topic for row in measure_run(ties, qrels, names, 1)}
    assert rows.pop("RR") == rows.pop("RR@10") == {"1": 0.5, "2": 0.5}
    assert rows.pop("Judged@1") == {"1": 1, "2": 1}
    assert all(values == {"1": 0, "2": 0} for values in rows.values())


def test_measures_that_are_one_have_the_figure_under_each_name():
    rows = measure_run(Run(HERE, RUN), Qrels(HERE, QRELS), ["P@5", "P(rel=1)@5", "MRR", "RR"], 2)
    assert rows[0].by_topic == rows[1].by_topic
    assert rows[2].by_topic == rows[3].by_topic != dict.fromkeys(rows[2].by_topic, 0)


@pytest.mark.parametrize(
    "name",
    [
        *(f"{name}@0" for name in ("nDCG", "P", "R", "AP", "RR", "Success", "Judged", "ERR")),
        "nDCG@1.5", "nDCG@-1", "nDCG(cutoff=0)", "P@True", "P@None", "P@99999999999999999999",
        "P(rel=0)@5", "P(rel=1.5)@5", "P(rel='a')@5", "P(rel=None)@5", "P(rel=999999999999)@5",
        "R", "Success", "IPrec", "IPrec@2", "SetF(beta=2)", "nDCG(gains=3)@5", "Rprec@5",
        "nDCG(gains={1:1.5})@5", "NumRel(rel=2)", "RBP", "RBP(p=0.8)", "RBP(p=2)", "NERR8@10",
        "NERR10@10", "ERR@10", "INST", "INSQ", "BPM", "SDCG@10", "alpha_nDCG@10", "P_IA@5", "", "@",
        "nDCG@5@6", "P@5+R@5", "[P@5]", "Compat(p=2)", "nDCG(dcg='exp-log2')@10", "x" * 9999,
    ],
)  # fmt: skip
def test_a_measure_without_a_figure_is_an_error_that_names_it(name, capfd):
    with pytest.raises(BadRequest) as caught:
        measured(name)
    assert name[:1000] in caught.value.message
    assert "nDCG@10" in caught.value.cure
    assert capfd.readouterr() == ("", "")


def of(values, measure="nDCG@10"):
    by_topic = {f"t{n}": value for n, value in enumerate(values)}
    return MeasureResult(measure, by_topic, float(np.mean(values)), 0, 1)


def test_a_run_compared_with_itself_is_equal_everywhere():
    (row,) = compare([of([0.1, 0.5, 0.9])], [("again", [of([0.1, 0.5, 0.9])])])
    assert (row.difference, row.wins, row.ties, row.losses) == (0, 0, 3, 0)
    assert (row.p_randomisation, row.p_t, row.moved) == (1.0, 1.0, ())


def test_a_comparison_has_wins_ties_losses_and_the_topics_that_moved_most():
    (row,) = compare([of([0.1, 0.5, 0.9, 0.2])], [("new", [of([0.4, 0.5, 0.8, 0.9])])])
    assert (row.wins, row.ties, row.losses) == (2, 1, 1)
    assert row.difference == pytest.approx(0.225)
    assert [topic for topic, _ in row.moved] == ["t3", "t0", "t2"]


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=8).filter(any))
def test_the_randomisation_p_is_near_the_exact_one_over_all_sign_flips(differences):
    values = np.array(differences, dtype=float)
    flips = np.array(list(product([1, -1], repeat=len(values)))) @ values
    exact = (np.abs(flips) >= abs(values.sum()) - 1e-9).mean()
    assert randomisation_p(values) == pytest.approx(exact, abs=0.03)


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=30))
def test_the_t_test_is_the_paired_one(differences):
    one = of([0.0] * len(differences))
    other = of(differences)
    (row,) = compare([one], [("new", [other])])
    values = np.array(differences)
    if np.ptp(values) > 1e-3:
        assert row.p_t == pytest.approx(stats.ttest_rel(values, values * 0).pvalue, abs=1e-6)


def test_holms_correction_worked_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_keeps_the_order_and_never_lowers_a_p(ps):
    corrected = holm(ps)
    assert all(one <= other <= 1 for one, other in zip(ps, corrected, strict=True))
    order = sorted(range(len(ps)), key=lambda at: ps[at])
    assert sorted(corrected) == [corrected[at] for at in order]


def metadata(replies):
    topics = {
        name: TopicMetadata("?", conf, answered, {}) for name, (conf, answered) in replies.items()
    }
    return RunMetadata("0", "x", "answer", 10, {}, topics)


def test_abstention_is_as_worked_by_hand():
    said = metadata({"a": (0.9, True), "b": (0.4, False), "c": (0.4, False), "d": (0.6, True)})
    found = measure_abstention(said, {"a": True, "b": True, "c": False, "d": False})
    # Of four pairs, a beats c and d; b ties with c and loses to d.
    assert found.auroc == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert (found.rightly_declined, found.unanswerable) == (1, 2)
    assert (found.wrongly_declined, found.answerable) == (1, 2)
    assert found.answerable_declined == proportion(1, 2) == found.unanswerable_answered


def outcomes_of(shown, grades, grade=2):
    topics = {
        name: TopicMetadata("?", 0.5, bool(ids), {}, ids or []) for name, ids in shown.items()
    }
    return measure_outcomes(RunMetadata("0", "x", "answer", 10, {}, topics), grades, grade)


def test_outcomes_are_as_worked_by_hand():
    grades = {
        "shows it": {"d/1": 3},
        "shows it as the same text": {"d/2": 2, "d/9": 0},
        "shows related": {"d/1": 1, "d/3": 2},
        "declines it": {"d/1": 2},
        "nothing there, declined": {"d/1": 1},
        "nothing there, answered": {"d/1": 0},
        "not in the run": {"d/1": 2},
    }
    shown = {
        "shows it": ["d/8#1", "d/1#2"],
        "shows it as the same text": ["d/9#1", "d/9", "d/2"],
        "shows related": ["d/1#1"],
        "declines it": None,
        "nothing there, declined": None,
        "nothing there, answered": ["d/1#1"],
        "not judged": ["d/1#1"],
    }
    found = outcomes_of(shown, grades)
    assert (found.answered_rightly, found.answered_beside, found.answerable_declined) == (2, 1, 1)
    assert (found.rightly_declined, found.unanswerable_answered) == (1, 1)
    assert (found.right.count, found.right.total) == (3, 6) == (3, found.topics)
    assert (found.beside.count, found.beside.total) == (1, 4)
    lower = outcomes_of(shown, grades, grade=1)
    assert (lower.answered_rightly, lower.answerable_declined, lower.topics) == (3, 2, 6)


def test_a_passage_judged_by_itself_counts_by_itself():
    assert outcomes_of({"t": ["d/1#2"]}, {"t": {"d/1#2": 3}}).right.count == 1
    assert outcomes_of({"t": ["d/1#2"]}, {"t": {"d/1#1": 3}}).right.count == 0


def test_a_sidecar_of_an_earlier_form_has_no_outcomes_and_no_date_order():
    said = metadata({"a": (0.9, True)})
    assert measure_outcomes(said, {"a": {"d/1": 2}}, 2) is None
    assert measure_date_order(said) is None


def test_precision_in_date_order_is_a_mean_over_the_topics_that_are_answered():
    newest = {"a": (25, 20), "b": (4, 4), "declined": (0, 0), "c": (2, 0)}
    topics = {name: TopicMetadata("?", 0.5, True, {}, [], pair) for name, pair in newest.items()}
    found = measure_date_order(RunMetadata("0", "x", "answer", 10, {}, topics))
    assert found.topics == 3
    assert found.mean == pytest.approx((0.8 + 1 + 0) / 3)


def test_auroc_is_undefined_without_one_of_the_kinds():
    assert (
        measure_abstention(metadata({"a": (0.9, True)}), {"a": True, "missed": False}).auroc is None
    )


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.9]), st.booleans()), min_size=2))
def test_auroc_is_the_mann_whitney_statistic_of_scipy(rows):
    replies = {str(n): (confidence, True) for n, (confidence, _) in enumerate(rows)}
    found = measure_abstention(
        metadata(replies), {str(n): kind for n, (_, kind) in enumerate(rows)}
    )
    good = [confidence for confidence, kind in rows if kind]
    bad = [confidence for confidence, kind in rows if not kind]
    if good and bad:
        u = stats.mannwhitneyu(good, bad).statistic
        assert found.auroc == pytest.approx(u / (len(good) * len(bad)))


@pytest.mark.parametrize(("count", "total"), [(0, 8), (11, 17), (80, 113), (60, 60)])
def test_the_interval_of_a_proportion_is_wilsons_worked_by_his_formula(count, total):
    found = proportion(count, total)
    z, share = 1.959963984540054, count / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * math.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2) / (1 + z**2 / total)
    assert (found.share, found.count, found.total) == (share, count, total)
    assert (found.low, found.high) == pytest.approx((middle - half, middle + half))
    assert proportion(0, 0) is None


def test_calibration_is_as_worked_by_hand():
    confidences = {"a": 0.1, "b": 0.4, "c": 0.45, "d": 0.9, "e": 1.0}
    answerable = {"a": False, "b": True, "c": False, "d": True, "e": True, "not run": True}
    said = metadata({name: (confidence, True) for name, confidence in confidences.items()})
    found = measure_calibration(said, answerable)
    # The bins are a; b and c; d and e. Their sums of confidence are 0.1, 0.85 and 1.9, and 0, 1 and
    # 2 of their topics are answerable.
    assert found.topics == 5
    assert found.scores.error == pytest.approx((0.1 + 0.15 + 0.1) / 5)
    assert found.scores.brier == pytest.approx((0.01 + 0.36 + 0.2025 + 0.01 + 0) / 5)
    assert found.scores.constant_brier == pytest.approx(3 / 5 * 2 / 5)
    # Balanced, an answerable topic weighs 1/6 and each of the two others 1/4.
    gaps = 0.1 / 4 + abs(0.45 / 4 - 0.6 / 6) + 0.1 / 6
    assert found.balanced.error == pytest.approx(gaps)
    assert found.balanced.brier == pytest.approx((0.36 + 0.01) / 6 + (0.01 + 0.2025) / 4)
    assert found.balanced.constant_brier == pytest.approx(0.25)
    assert [one.topics for one in found.bins] == [0, 1, 0, 0, 2, 0, 0, 0, 0, 2]
    middle = found.bins[4]
    assert (middle.low, middle.high, middle.answerable) == (0.4, 0.5, proportion(1, 2))
    assert middle.confidence == pytest.approx(0.425)
    assert middle.balanced == pytest.approx((1 / 6) / (1 / 6 + 1 / 4))
    empty = found.bins[0]
    assert (empty.confidence, empty.answerable, empty.balanced) == (None, None, None)


def test_calibration_of_one_kind_is_not_balanced_and_of_no_topics_is_not_measured():
    said = metadata({"a": (0.7, True)})
    found = measure_calibration(said, {"a": True})
    assert (found.scores.error, found.balanced) == (pytest.approx(0.3), None)
    assert measure_calibration(said, {"b": True}) is None


@given(st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=1))
def test_calibration_agrees_with_a_second_computation(rows):
    confidences = np.array([confidence / 200 for confidence, _ in rows])
    kinds = np.array([float(kind) for _, kind in rows])
    found = measure_calibration(
        metadata({str(at): (confidence, True) for at, confidence in enumerate(confidences)}),
        {str(at): kind for at, (_, kind) in enumerate(rows)},
    )
    edges = np.arange(BINS + 1) / BINS
    counts, _ = np.histogram(confidences, edges)
    assert [one.topics for one in found.bins] == counts.tolist()
    full = counts > 0
    weights = [(np.full(len(kinds), 1 / len(kinds)), found.scores)]
    if 0 < kinds.mean() < 1:
        balance = np.where(kinds == 1, 0.5 / kinds.sum(), 0.5 / (1 - kinds).sum())
        weights.append((balance, found.balanced))
    for weight, scores in weights:
        sums = [
            np.histogram(confidences, edges, weights=weight * values)[0][full]
            for values in (np.ones(len(kinds)), confidences, kinds)
        ]
        total, confidence, share = sums
        assert scores.error == pytest.approx((total * abs(share - confidence) / total).sum())
        assert scores.brier == pytest.approx(np.average((kinds - confidences) ** 2, weights=weight))
        share = np.average(kinds, weights=weight)
        constant = np.average((kinds - share) ** 2, weights=weight)
        assert scores.constant_brier == pytest.approx(constant)
