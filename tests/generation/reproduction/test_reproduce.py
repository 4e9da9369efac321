"""The whole command on a tiny corpus: stages, resumption, the report and what it must say."""

import json
import shutil
from copy import deepcopy
from html.parser import HTMLParser

import pytest

from generation.__main__ import main
from generation.errors import MiburiError
from generation.reproduction.figures import figures_of
from generation.reproduction.figures.style import render
from generation.reproduction.plan import QUICK, WITH, WITHOUT, Amounts, Plan
from generation.reproduction.report import page_of, write_report
from generation.reproduction.reproduce import stages
from generation.reproduction.stages import read_stages
from generation.training.train import train_run
from tests.generation.reproduction.conftest import files_under, one_thread


@pytest.fixture(scope="module")
def report(finished):
    return json.loads((finished.plan.report / "report.json").read_bytes())


@pytest.fixture(scope="module")
def page(finished):
    return (finished.plan.report / "report.html").read_text("utf-8")


def test_an_interrupted_reproduction_ends_with_130_and_says_where(finished):
    status, files = finished.interrupted
    record = json.loads(files["stages.json"][0])
    assert status == 130
    assert [row["state"] for row in record["stages"]] == ["finished"] * 4 + ["interrupted", "waiting", "waiting"]


def test_the_next_call_finishes_and_leaves_finished_stages_untouched(finished):
    _, before = finished.interrupted
    now = files_under(finished.out)
    assert {row["state"] for row in read_stages(finished.out)} == {"finished"}
    kept = [name for name in before if name != "stages.json"]
    assert len(kept) > 10
    assert {name: now[name] for name in kept} == {name: before[name] for name in kept}


def test_a_further_call_finds_every_result_and_writes_nothing(finished):
    before = files_under(finished.out)
    assert finished.again() == 0
    assert files_under(finished.out) == before


def test_another_seed_is_refused_with_the_difference(finished, capsys):
    assert finished.again("--seed", "1") == 2
    assert "holds a reproduction with other settings (seed: there 0, here 1)" in capsys.readouterr().err


def test_both_losses_are_trained_and_share_the_recogniser_that_each_would_have_trained(finished, tmp_path):
    plan = finished.plan
    weights = {variant: plan.config(variant).losses.surface for variant in (WITH, WITHOUT)}
    assert weights[WITH] > 0 == weights[WITHOUT]
    assert plan.config(WITH).losses.kl == plan.config(WITHOUT).losses.kl
    shared = (plan.run(WITHOUT) / "recogniser.safetensors").read_bytes()
    assert shared == (plan.run(WITH) / "recogniser.safetensors").read_bytes()
    with one_thread():
        train_run(finished.corpus, tmp_path / "alone", plan.config(WITHOUT), seed=0, device="cpu", resume=False)
    for name in ("recogniser.safetensors", "generator.safetensors", "log.csv", "config.json"):
        assert (tmp_path / "alone" / name).read_bytes() == (plan.run(WITHOUT) / name).read_bytes(), name


def test_the_same_results_make_the_same_report_bytes(finished):
    before = {name: content for name, (content, _) in files_under(finished.plan.report).items()}
    shutil.rmtree(finished.plan.report)
    assert write_report(finished.corpus, finished.plan)
    assert {name: content for name, (content, _) in files_under(finished.plan.report).items()} == before


def test_a_report_that_a_killed_run_had_moved_aside_is_found_again(finished):
    before = files_under(finished.plan.report)
    finished.plan.report.rename(finished.plan.report.with_name(".report.old"))
    assert not write_report(finished.corpus, finished.plan)
    assert files_under(finished.plan.report) == before


def test_a_changed_result_makes_a_new_report(finished, tmp_path, monkeypatch):
    monkeypatch.setattr("generation.reproduction.report.render", lambda *_: b"drawn")  # takes seconds
    copy = Plan(tmp_path / "out", "small", 0, "cpu", True, QUICK)
    shutil.copytree(finished.out, copy.out)
    path = copy.augmentation / "augmentation.json"
    summary = json.loads(path.read_bytes())
    summary["baseline"]["test_accuracy"]["value"] = 0.4321
    path.write_text(json.dumps(summary))
    assert write_report(finished.corpus, copy)
    assert "43.2 %" in (copy.report / "report.html").read_text("utf-8")


def test_a_report_folder_with_someone_elses_file_is_left_alone(finished, tmp_path):
    copy = Plan(tmp_path / "out", "small", 0, "cpu", True, QUICK)
    shutil.copytree(finished.out, copy.out)
    (copy.report / "notes.txt").write_text("mine")
    (copy.report / "report.json").unlink()
    with pytest.raises(MiburiError, match=r"notes.txt is not part of a report and would be lost"):
        write_report(finished.corpus, copy)
    assert (copy.report / "notes.txt").read_text() == "mine"


class Page(HTMLParser):
    """What a page loads or links to, and its headings."""

    def __init__(self, html):
        super().__init__()
        self.targets, self.headings, self.heading = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.targets += [value for name, value in attributes if name in ("src", "href")]
        self.heading = self.heading or tag == "h2"

    def handle_endtag(self, tag):
        self.heading = self.heading and tag != "h2"

    def handle_data(self, data):
        if self.heading and data.strip():
            self.headings.append(data.strip())


def test_the_page_needs_nothing_but_its_folder(finished, page):
    targets = Page(page).targets
    assert len(targets) > 20
    for target in targets:
        assert "://" not in target
        assert (finished.plan.report / target).exists(), target
    assert "url(" not in page and "@import" not in page and "<script" not in page


def test_the_sections_come_in_reporting_order(page):
    headings = [text for text in Page(page).headings if not text.startswith("(")]
    assert headings == [
        "Corpus and run", "Table I", "Recogniser", "Augmentation of the recogniser", "Latents", "Quality of motion",
        "Training", "Results to reach", "How to read this",
    ]  # fmt: skip


def test_page_and_figures_are_made_of_report_json_and_of_nothing_else(finished, page, report):
    assert page_of(report) == page
    for name, figure in figures_of(report).items():
        drawn = render(figure.draw, report["warnings"], "svg")
        assert drawn == (finished.plan.report / "figures" / f"{name}.svg").read_bytes(), name


def test_what_is_not_estimable_says_why(report):
    def empty(value):
        if isinstance(value, dict):
            if "value" in value and value["value"] is None:
                yield value
            for each in value.values():
                yield from empty(each)
        elif isinstance(value, list):
            for each in value:
                yield from empty(each)

    missing = list(empty(report))
    assert missing
    assert all(each["reason"] for each in missing)


def test_a_synthetic_smoke_test_of_other_labels_says_so_everywhere(finished, page, report):
    assert report["warnings"] == ["SYNTHETIC CORPUS", "SMOKE TEST"]
    assert not report["comparable"]
    assert "its 3 labels are not the paper&#39;s 13" in page
    assert page.count('role="alert"') == 2
    assert '<div class="apart">' in page
    assert page.count("not comparable") >= 5
    assert ">met<" not in page and ">not met<" not in page


def test_where_figures_may_be_compared_the_papers_are_plain(report):
    html = page_of({**report, "comparable": True, "warnings": [], "notices": []})
    assert 'class="apart"' not in html
    assert "not comparable" not in html
    assert 'role="alert"' not in html


def test_a_page_without_strips_pairs_validation_clips_or_intervals_says_what_is_missing(report):
    bare = deepcopy(report)
    bare["strips"] = []
    bare["latents"] |= {"trends": None, "curves": [], "intensity": None, "reason": "no clip of high intensity"}
    bare["recogniser"]["calibration"] |= {"rows": [], "reliability": []}
    html = page_of(bare)
    assert "Not measured: no clip of high intensity." in html
    assert "No strips were drawn." in html
    assert "<h3>Calibration</h3>" not in html
    assert "<h3>Along the axis of intensity</h3>" not in html


def test_the_page_tells_of_clips_asked_for_or_why_there_are_none(report, page):
    assert "15 clips of the flow are asked for at rising intensity" in page
    assert "Clips asked for: clips</th>" in page
    unasked = deepcopy(report)
    unasked["latents"]["intensity"] |= {"asked": 0, "asked_reason": "the run has no flow"}
    for row in unasked["latents"]["intensity"]["rows"]:
        row |= {"asked_clips": None, "asked_means": None}
    html = page_of(unasked)
    assert "could not be asked for: the run has no flow." in html
    assert "Clips asked for: clips</th>" not in html


def test_what_real_clips_of_another_corpus_would_gain_stands_beside_the_result(report):
    ceiled = deepcopy(report)
    lift = {"value": 0.061, "low": 0.01, "high": 0.11}
    ceiled["augmentation"]["ceiling"] = {"size": 2000, "lift": lift, "lift_over_clips": lift}
    html = page_of(ceiled)
    assert "real clips of another corpus, as many: +6.1 %" in html


def test_what_follows_from_the_gain_stands_under_its_figure(report, page):
    assert report["augmentation"]["verdict"]["case"] == "unknown", "a smoke test concludes nothing"
    assert '<p class="finding">Not judged: no figure here means anything.</p>' in page
    told = deepcopy(report)
    told["augmentation"]["verdict"]["text"] = "1 % < 15 %"
    assert '<p class="finding">1 % &lt; 15 %</p>' in page_of(told)
    assert page.index("figures/gain.svg") < page.index('class="finding"')


def test_a_corpus_without_test_clips_is_refused_before_anything_is_trained(make_corpus, tmp_path, capsys):
    corpus = make_corpus(tmp_path / "corpus", clips=4)
    assert not corpus.rows("test")
    assert main(["reproduce", str(corpus.path), str(tmp_path / "out")]) == 2
    assert "has no test clips to measure anything on" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_results_come_from_the_test_split_and_the_largest_size(report):
    reached = {target["name"]: target["estimate"]["value"] for target in report["targets"]}
    test = next(split for split in report["reconstruction"]["splits"] if split["split"] == "test")
    assert reached["mesh_cm"] == test["rows"][0]["errors"]["mesh_cm"]["value"]
    arm = report["augmentation"]["arms"][0]
    assert (arm["schedule"], arm["filter"]) == ("one-time", "supervised")
    assert reached["gain"] == arm["points"][-1]["lift"]["value"]


def test_the_stages_time_and_the_total_are_in_the_report(report):
    assert [row["name"] for row in report["stages"]][-1] == "interpolate"
    assert report["run"]["seconds"] == pytest.approx(sum(row["seconds"] for row in report["stages"]), abs=0.1)


def test_interpolations_are_left_out_where_no_clip_has_an_intensity(finished, make_corpus, tmp_path):
    from generation.reproduction.reproduce import has_intensities

    assert has_intensities(finished.corpus)
    assert not has_intensities(make_corpus(tmp_path / "plain"))


def test_a_preset_without_vertex_loss_is_refused(finished, tmp_path, monkeypatch):
    from dataclasses import replace

    from generation.model import presets

    small = presets.PRESETS["small"]
    monkeypatch.setitem(presets.PRESETS, "bare", replace(small, losses=replace(small.losses, surface=0.0)))
    plan = Plan(tmp_path / "out", "bare", 0, "cpu", False, Amounts())
    with pytest.raises(MiburiError, match="trains without vertex loss; choose another --preset"):
        stages(finished.corpus, plan, None)[0].work()
