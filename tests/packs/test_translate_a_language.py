"""Project 4's data, scores and training driver, without TensorFlow."""

import numpy as np
import pytest

from protocol.exhibit_json import laid_out
from protocol.exhibits import EXHIBITS
from protocol.steps import Incident
from workers.packkit.checks import Unsuitable

SLUG = "translate-a-language"
SPECIALS = ["<PAD>", "<EOS>", "<UNK>", "<GO>"]
ENGLISH = "the cat sleeps .\nthe cow sings .\nthe cat sleeps .\nyou sing .\nwe sleep ."
FRENCH = (
    "le chat dort .\nla vache chante .\nle chat dort .\nvous chantez .\nnous dormons ."
)


@pytest.fixture(scope="module")
def reference(module):
    return module("reference")


@pytest.fixture
def real_folder(pack, tmp_path, monkeypatch):
    """A data folder with five pairs that pass for the published ones."""
    contents = [side.encode() for side in (ENGLISH, FRENCH)]
    (tmp_path / "small_vocab").mkdir()
    for name, content in zip(pack.data.NAMES, contents, strict=True):
        (tmp_path / "small_vocab" / name).write_bytes(content)
    names = tuple(pack.data.git_name(content) for content in contents)
    monkeypatch.setitem(pack.data.KNOWN, "five pairs", names)
    return tmp_path


def test_the_stand_in_has_the_form_of_the_real_files(pack, dataset):
    files = pack.data.notebook_files(dataset)
    assert set(files) == {"data/small_vocab_en", "data/small_vocab_fr"}
    for content in files.values():
        lines = content.decode("utf-8").split("\n")
        assert len(lines) == 30_000
        assert all(line == line.lower() == line.strip() for line in lines)
        assert all(line.endswith(" .") for line in lines)
    assert len({english for english, _ in dataset.pairs}) == len(dataset.pairs)


def test_french_adjectives_follow_their_nouns(dataset):
    french = dict(dataset.pairs)
    checked = 0
    for english, translation in french.items():
        words = translation.split()
        if "blanc" in words or "blanche" in words:
            assert " white " in english
        if english.startswith("the cow is white ,"):
            assert translation.startswith("la vache est blanche ,")
            checked += 1
        if english.startswith("the horse is never cold"):
            assert translation.startswith("le cheval n' est jamais froid ")
            checked += 1
    assert checked > 5


def test_held_out_pairs_of_the_stand_in_are_new_and_of_each_seed(dataset):
    split, other = dataset.split(1), dataset.split(2)
    known = {english for english, _ in split.training}
    validation, test = ({e for e, _ in p} for p in (split.validation, split.test))
    assert len(validation) == len(test) == 512
    assert not known & validation
    assert not known & test
    assert not validation & test
    assert validation != {english for english, _ in other.validation}
    assert dataset.split(1) == split


def test_a_git_name_is_what_git_says(pack):
    empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert pack.data.git_name(b"") == empty


def test_the_real_pairs_are_read_line_by_line(pack, real_folder):
    dataset = pack.data.load(real_folder)
    assert dataset.kind == "real"
    assert dataset.pairs[1] == ("the cow sings .", "la vache chante .")
    assert pack.data.notebook_files(dataset)["data/small_vocab_fr"] == FRENCH.encode()


def test_real_sentences_are_held_out_with_all_their_copies(
    pack, real_folder, monkeypatch
):
    monkeypatch.setattr(pack.data, "HELD_OUT", 1)
    dataset = pack.data.load(real_folder)
    for seed in range(8):
        split = dataset.split(seed)
        held = {english for english, _ in (*split.validation, *split.test)}
        assert len(held) == 2
        assert not held & {english for english, _ in split.training}
        assert len(split.training) == 3 - ("the cat sleeps ." in held)


def test_files_with_other_contents_are_an_incident(pack, real_folder):
    (real_folder / "small_vocab" / "small_vocab_fr").write_text("bonjour\n" * 5)
    with pytest.raises(Incident, match="digests differ"):
        pack.data.load(real_folder)


def test_one_file_of_two_is_an_incident(pack, real_folder):
    (real_folder / "small_vocab" / "small_vocab_en").unlink()
    with pytest.raises(Incident, match="small_vocab_en is needed"):
        pack.data.load(real_folder)


def test_a_vocabulary_is_shuffled_and_its_words_are_hidden(reference):
    rng = np.random.default_rng(3)
    first, second = (reference.vocabulary(ENGLISH.split("\n"), rng) for _ in "ab")
    assert first.words[:4] == second.words[:4] == SPECIALS
    assert first.words != second.words
    assert sorted(first.words) == sorted(second.words)
    shown = first.disguised()
    assert sorted(shown.values()) == list(range(len(first.words)))
    assert not set(shown) & (set(first.words) - set(SPECIALS))


def test_sentences_become_ids_and_words_again(reference):
    vocabulary = reference.vocabulary(FRENCH.split("\n"), np.random.default_rng(3))
    ids = vocabulary.encode(["la vache chante .", "vous chantez ."], end=True)
    assert ids.shape == (2, 5)
    assert ids[:, -1].tolist() == [1, 0]
    assert vocabulary.decode(ids[1]) == "vous chantez ."
    moved = reference.decoder_input(ids)
    assert moved[:, 0].tolist() == [3, 3]
    assert (moved[:, 1:] == ids[:, :-1]).all()


def slowly(references, translations):
    """Scores by walking through the lists, as a person would."""
    right = counted = same = 0
    for wanted, got in zip(references, translations, strict=True):
        for w, g in zip(wanted, got, strict=True):
            same += w == g
            if w or g:
                counted += 1
                right += w == g
    whole = sum(
        list(w) == list(g) for w, g in zip(references, translations, strict=True)
    )
    size = len(references) * len(references[0])
    return right / counted, same / size, whole / len(references)


def test_scores_agree_with_counting_by_hand(reference):
    rng = np.random.default_rng(5)
    for _ in range(20):
        wanted, got = (
            reference.padded(rng.integers(1, 5, (6, 7)), 9) for _ in range(2)
        )
        got[:2] = wanted[:2]
        score = reference.score(wanted, got)
        found = (score.tokens, score.padded, score.sentences)
        assert found == pytest.approx(slowly(wanted.tolist(), got.tolist()))


def test_what_stands_behind_the_end_mark_is_padding(reference):
    rows = np.array([[5, 1, 6, 1], [7, 8, 9, 4]])
    assert reference.padded(rows, 5).tolist() == [[5, 1, 0, 0, 0], [7, 8, 9, 4, 0]]


@pytest.mark.parametrize(
    "answer",
    [
        "words",
        [[1.0, 2.0]],
        np.zeros((2, 2, 2)),
        np.full((2, 3), np.nan),
        np.full((2, 3), 1e300),
        np.full((2, 3), 2.5),
        np.full((2, 3), -1),
        np.full((2, 3), 9),
        np.zeros((2, 5)),
    ],
)
def test_what_are_no_translations_is_the_students_mistake(reference, answer):
    with pytest.raises(AssertionError):
        reference.written(answer, "inference", sentences=2, longest=4, words=9)


def test_stopping_is_asked_where_it_can_be_seen(reference):
    free = np.array([[7, 8, 9, 9], [8, 7, 7, 7], [5, 5, 5, 5]])
    assert reference.ends_apart(free, 8)  # the second goes on with 7, the third goes on
    assert not reference.ends_apart(free, 9)  # nothing else would have come
    assert not reference.ends_apart(free, 5)
    assert not reference.ends_apart(free[[0, 0]], 8)  # all end together
    right = np.array([[7, 8, 0, 0], [8, 0, 0, 0], [5, 5, 5, 5]])
    assert reference.not_stopped(right, free, 8) == []
    for end in {word for word in free.flat if reference.ends_apart(free, word)}:
        ends = [list(row).index(end) if end in row else 9 for row in free]
        assert reference.not_stopped(free, free, end)  # never stops
        assert reference.not_stopped(free[:, : min(ends) + 1], free, end)  # all at once


def test_the_likeliest_words_are_told_from_others(module):
    probing = module("probing")
    logits = np.zeros((2, 3, 4))
    logits[:, [0, 1, 2], [3, 2, 1]] = 1
    ids = np.array([[3, 2, 1], [3, 0, 0]])
    unlikely = probing.unlikely(logits, ids, until=0)
    assert unlikely.tolist() == [[False] * 3, [False, True, False]]


def test_units_can_be_parted_and_no_size_is_as_large_as_another(module):
    probing = module("probing")
    for seed in range(30):
        made = probing.sizes(np.random.default_rng(seed))
        sizes = (made.source_words, made.target_words, made.rnn)
        sizes += (made.encoding_embedding, made.decoding_embedding)
        assert made.rnn % 4 == 0
        assert len(set(sizes)) == len(sizes)


def windows(row, width):
    """The sentence as windows over it see it, with padding at the ends."""
    padded = [0] * (width // 2) + row + [0] * (width // 2)
    return sorted(padded[place : place + width] for place in range(len(row)))


def test_two_words_far_apart_change_places_and_no_narrow_window_shows_it(module, rng):
    first, second = module("probing").swapped_far_apart(rng, 24).tolist()
    assert first != second
    assert sum(a != b for a, b in zip(first, second, strict=True)) == 2
    assert len(set(first)) == 3
    assert min(first) >= len(SPECIALS)
    assert max(first) < 24
    for width in (1, 3, 5):
        assert windows(first, width) == windows(second, width)


class Coding:
    """A student whose three functions of text are done well, but for `slip`."""

    def __init__(self, slip=""):
        self.slip = slip

    def load(self, source):
        start = source.index("def _course_decoder_input")
        self.helper = {"_course_numpy": np}
        self.helper["process_decoder_input"] = self.process_decoder_input
        exec(source[start : source.index("def _course_coders")], self.helper)

    def call(self, function, *args):
        whose = self.helper.get if function.startswith("_") else self.__getattribute__
        return whose(function)(*args)

    def words_of(self, line):
        words = line.split()[: 12 if self.slip == "cut" else None]
        return [w for w in words if self.slip != "dropped" or w not in ",."]

    def text_to_ids(self, source, target, source_ids, target_ids):
        english = [
            [source_ids[w] for w in self.words_of(x)] for x in source.split("\n")
        ]
        french = [[target_ids[w] for w in self.words_of(x)] for x in target.split("\n")]
        return [english, [[*row, 1] for row in french]]

    def process_decoder_input(self, targets, words, rows):
        moved = np.roll(targets, 1, axis=1)
        moved[:, 0] = words["<GO>"]
        if self.slip == "in place":
            targets[:] = moved
        return moved

    def sentence_to_seq(self, sentence, ids):
        return [ids.get(w, 2) for w in self.words_of(sentence)]


@pytest.mark.parametrize(
    ("slip", "caught"),
    [
        ("", set()),
        ("dropped", {"source_ids", "target_ids", "sentence_ids"}),
        ("cut", {"source_ids", "target_ids"}),
        ("in place", {"decoder_input"}),
    ],
)
def test_slips_with_tokens_are_caught(module, slip, caught):
    coding, found = module("checks.coding"), set()
    for seed in range(5):
        for name in ("source_ids", "target_ids", "decoder_input", "sentence_ids"):
            try:
                getattr(coding, name).function(
                    Coding(slip), np.random.default_rng(seed)
                )
            except AssertionError:
                found.add(name)
            else:
                assert name not in caught
    assert found == caught


@pytest.mark.parametrize("where", ["helper", "harness"])
def test_a_helper_brings_the_special_words_and_leaves_the_students_own(module, where):
    vocabularies = module("helper").VOCABULARIES
    assert module(where).HELPER.startswith(vocabularies)
    student = {"target_vocab_to_int": {"<PAD>": 0, "chat": 4}}
    exec(vocabularies, student)
    assert student["target_vocab_to_int"] == {"<PAD>": 0, "chat": 4}
    assert student["source_vocab_to_int"] == dict(zip(SPECIALS, range(4), strict=True))


STOCK = {"module": "keras", "class_name": "Sequential", "config": {"layers": []}}


class Puppet:
    """A student whose model says what the test wants, and who keeps what is sent in."""

    edition = "keras"

    def __init__(self, dataset, *, says="nothing", slow=1e-9, looks=0.0):
        sizes = dict.fromkeys(("rnn_size", "num_layers"), 1)
        sizes |= dict.fromkeys(
            ("encoding_embedding_size", "decoding_embedding_size"), 1
        )
        self.constants = {"epochs": 1, "batch_size": 2048, "learning_rate": 0.1}
        self.constants |= sizes | {"keep_probability": 1.0}
        self.says, self.sent, self.words = says, [], 0
        self.slow, self.cpu_s, self.looks = slow, 0.0, looks
        self.described, self.lives, self.bare = STOCK, [], False
        self.weights = np.zeros(4, np.float32)

    def load(self, source):
        compile(source, "helper", "exec")

    def start_over(self, *, bare):
        self.bare = bare
        self.lives.append("bare" if bare else "own")

    def seed(self, seed):
        """Nothing here is drawn."""

    def call(self, function, *args):
        return getattr(self, function)(*args)

    def _course_start(self, arrays, sizes, words, learning_rate, seed):
        self.sent, self.words = arrays, len(words)

    def _course_train(self, batches, seconds):
        """As many steps as there is time for; `slow` is what one costs."""
        done = min(len(batches), int(seconds / self.slow) or 1)
        self.cpu_s += done * self.slow
        return [done, 1.0 if self.says != "not a number" else float("nan")]

    def _course_described(self):
        return self.described

    def _course_start_from(self, description):
        assert self.bare

    def _course_keep_first(self):
        assert self.bare

    def _course_back_to_first(self):
        assert self.bare

    def _course_weight_shapes(self):
        return [list(self.weights.shape)]

    def _course_weights_read(self, first, last):
        return self.weights[first:last]

    def _course_weights_put(self, first, numbers):
        self.weights[first : first + len(numbers)] = numbers

    def _course_translate(self, part, rows, longest):
        return np.full((len(rows), longest), 1)

    def _course_logits(self, part, rows, written):
        logits = np.zeros((*written.shape, self.words))
        logits[..., 1 if self.says == "nothing" else 2] = 1
        return logits

    def _course_attention(self, part, rows, written):
        if not self.looks:
            return None
        return np.full(
            (len(rows), written.shape[1], self.sent[part].shape[1]), self.looks
        )


def driven(pack, dataset, **ways):
    student, progress = Puppet(dataset, **ways), []
    return student, progress, pack.training.drive(student, dataset, progress.append, 4)


def test_no_reference_of_a_held_out_sentence_goes_in(pack, dataset):
    student, _, _ = driven(pack, dataset)
    assert set(student.sent) == {"training", "validation", "test", "sample", "targets"}
    assert len(student.sent["targets"]) == len(student.sent["training"]) == 30_000


def test_a_model_that_says_nothing_is_scored_from_outside(pack, dataset):
    _, progress, figures = driven(pack, dataset)
    assert figures["validation_accuracy"] == 0.0
    assert figures["validation_accuracy_padded"] > 0.1  # padding flatters
    assert figures["agreement"] == 1.0
    assert figures["steps_done"] == figures["steps_asked"] == 30_000 // 2048
    assert {p.payload["series"] for p in progress} == {
        "train error",
        "validation error",
    }
    assert all(p.payload["y"] == 1.0 for p in progress)


def test_translations_that_are_not_the_models_are_noticed(pack, dataset):
    _, _, figures = driven(pack, dataset, says="something else")
    assert figures["agreement"] == 0.0


def test_training_that_diverges_ends_early(pack, dataset):
    _, progress, figures = driven(pack, dataset, says="not a number")
    assert figures["loss"] is None
    assert progress == []


def test_training_that_takes_too_long_is_cut_and_judged_by_what_it_learnt(
    pack, dataset, module, monkeypatch
):
    monkeypatch.setattr(module("learning"), "TRAINING_CPU_S", 2.5)
    _, _, figures = driven(pack, dataset, slow=1.0)
    assert 0 < figures["steps_done"] < figures["steps_asked"]
    with pytest.raises(Unsuitable) as refused:
        pack.training.finishes.function(figures)
    done, asked = figures["steps_done"], figures["steps_asked"]
    assert f"{done} of {asked} steps" in refused.value.found["en"]
    assert f"{asked}ステップ中{done}ステップ" in refused.value.found["ja"]


def test_a_model_that_knows_only_its_lessons_is_told_both_accuracies(pack):
    figures = {"training_accuracy": 0.99, "validation_accuracy": 0.71}
    with pytest.raises(Unsuitable) as refused:
        pack.training.generalises.function(figures)
    for language in ("en", "ja"):
        found = refused.value.found[language]
        assert [n for n in ("99.0%", "71.0%", "10%") if n not in found] == []


def test_steps_of_a_large_network_end_before_the_call_does(
    pack, dataset, module, monkeypatch
):
    monkeypatch.setattr(module("learning"), "CALL_S", 3.0)
    student, _, figures = driven(pack, dataset, slow=1.4)
    assert figures["steps_done"] == figures["steps_asked"] == 30_000 // 2048
    assert student.cpu_s == pytest.approx(1.4 * figures["steps_done"])


def test_a_second_attempt_has_what_the_first_left(pack, dataset, module, monkeypatch):
    monkeypatch.setattr(module("learning"), "TRAINING_CPU_S", 10.0)
    student = Puppet(dataset, slow=1.0)
    student.cpu_s = 8.5
    figures = pack.training.drive(student, dataset, lambda _: None, 4)
    assert 0 < figures["steps_done"] < figures["steps_asked"]


def test_more_steps_than_were_asked_are_no_answer(pack, dataset):
    class Boaster(Puppet):
        def _course_train(self, batches, seconds):
            return [len(batches) + 1, 1.0]

    with pytest.raises(AssertionError, match="a whole number from 1 to"):
        pack.training.drive(Boaster(dataset), dataset, lambda _: None, 4)


def test_what_a_reviewer_sees_is_plain_data(pack, dataset):
    _, _, figures = driven(pack, dataset)
    shown, pictures = laid_out(figures[EXHIBITS])
    assert [exhibit["kind"] for exhibit in shown] == ["measures", "table", "table"]
    english, french, wanted = shown[1]["rows"][0]
    assert english.endswith(" .")
    assert french == ""
    assert wanted.endswith(" .")
    assert pictures == {}


def test_what_is_no_attention_is_not_shown(pack, dataset):
    """Rows that do not sum up to 1: the sandbox may answer what it likes."""
    _, _, figures = driven(pack, dataset, looks=0.5)
    assert [one.kind for one in figures[EXHIBITS]] == ["measures", "table", "table"]


def test_epochs_go_through_all_pairs_before_any_comes_again(module):
    batches = module("learning").batches_of(np.random.default_rng(1), 10, 25, 4)
    assert batches.shape == (6, 4)
    order = batches.ravel()
    assert sorted(order[:10]) == sorted(order[10:20]) == list(range(10))
    assert len(set(order[20:])) == 4


class Overwriting:
    """A sandbox whose `process_decoder_input` moves the caller's own rows."""

    edition = "keras"

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, targets, words, rows):
        moved = np.concatenate([np.full((rows, 1), 3), targets[:, :-1]], axis=1)
        return [moved, False]


def test_targets_that_are_overwritten_are_told(pack):
    (check,) = [check for check in pack.checks if check.slug == "coding.decoder_input"]
    with pytest.raises(Unsuitable) as refused:
        check.function(Overwriting(), np.random.default_rng(0))
    assert "`target_data` was overwritten" in refused.value.found["en"]
