"""Project 2's batch files: written, read without trusting them, known by their digests."""

import collections
import hashlib
import io
import os
import pickle

import numpy as np
import pytest

from protocol.steps import Incident

SLUG = "image-classification"


@pytest.fixture
def unpickling(module):
    return module("unpickling")


def test_the_stand_in_comes_in_the_files_of_the_real_data(pack, dataset):
    files = pack.data.notebook_files(dataset)
    assert set(files) == {
        f"cifar-10-batches-py/{name}" for name in pack.data.COLLECTIONS[0].digests
    }
    batch = pickle.loads(files["cifar-10-batches-py/data_batch_1"], encoding="bytes")
    assert batch[b"data"].shape == (len(batch[b"labels"]), 3072)
    assert batch[b"data"].dtype == np.uint8


def test_a_row_of_a_batch_is_red_then_green_then_blue(pack, unpickling, rng):
    images = rng.integers(0, 256, (20, 32, 32, 3), dtype=np.uint8)
    labels = rng.integers(0, 10, 20)
    content = pack.data.batch_file("a", images, labels)
    row = pickle.loads(content, encoding="bytes")[b"data"][3]
    assert row[:32].tolist() == images[3, 0, :, 0].tolist()
    assert row[-32:].tolist() == images[3, -1, :, 2].tolist()
    read, read_labels = unpickling.images_and_labels(content)
    np.testing.assert_array_equal(read, images)
    np.testing.assert_array_equal(read_labels, labels)


def test_the_last_tenth_of_each_batch_is_for_validation(dataset):
    assert len(dataset.training.labels) == 5 * 900
    assert len(dataset.validation.labels) == 5 * 100
    assert len(dataset.test.labels) == 1000
    assert set(np.bincount(dataset.test.labels)) == {100}


def test_neither_average_colours_nor_single_pixels_tell_the_classes(dataset):
    """A nearest class mean, the simplest reader of such things, stays near chance."""
    train, test = dataset.training, dataset.test
    for seen in (lambda x: x.mean(axis=(1, 2)), lambda x: x.reshape(len(x), -1)):
        known, asked = (seen(part.images.astype(float)) for part in (train, test))
        means = np.stack([known[train.labels == k].mean(axis=0) for k in range(10)])
        far = ((asked**2).sum(1)[:, None] - 2 * asked @ means.T) + (means**2).sum(1)
        assert np.mean(far.argmin(axis=1) == test.labels) < 0.2


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_batches_of_several_protocols_are_read(unpickling, protocol):
    batch = {b"labels": [1, 2], b"data": np.zeros((2, 3072), np.uint8)}
    images, labels = unpickling.images_and_labels(pickle.dumps(batch, protocol))
    assert images.shape == (2, 32, 32, 3)
    assert labels.tolist() == [1, 2]


def test_batches_written_by_python_2_are_read(unpickling):
    """Names, types and pixels as byte strings, NumPy's old module names."""
    written = pickle.dumps({b"labels": [], b"data": np.zeros((0, 3072), np.uint8)}, 2)
    assert b"_codecs\nencode" in written
    old = io.BytesIO()
    old.write(b"\x80\x02}(U\x06labels](K\x04eU\x04datacnumpy.core.multiarray\n")
    old.write(
        b"_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01K\x01M\x00\x0c"
    )
    old.write(
        b"\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xff"
    )
    old.write(
        b"J\xff\xff\xff\xffK\x00tb\x89T\x00\x0c\x00\x00" + b"\x05" * 3072 + b"tbu."
    )
    images, labels = unpickling.images_and_labels(old.getvalue())
    assert labels.tolist() == [4]
    assert (images == 5).all()


class Program:
    def __reduce__(self):
        return os.system, ("echo broken out",)


@pytest.mark.parametrize(
    "thing",
    [
        Program(),
        {b"data": Program()},
        {b"labels": [collections.OrderedDict()]},
        {b"data": np.zeros((1, 3072)), b"labels": [1]},
        {b"data": np.array([None]), b"labels": [1]},
        {b"data": np.zeros((1, 3071), np.uint8), b"labels": [1]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [1]},
        {b"data": np.zeros((1, 3072), np.uint8), b"labels": [10]},
        {b"data": np.zeros((1, 3072), np.uint8), b"labels": ["a"]},
        [1],
    ],
)
@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_that_is_no_batch_is_refused_and_does_nothing(
    unpickling, thing, protocol, capfd
):
    with pytest.raises(unpickling.NotABatch):
        unpickling.images_and_labels(pickle.dumps(thing, protocol))
    assert "broken out" not in capfd.readouterr().out


def test_what_is_no_pickle_is_refused(unpickling):
    for content in (b"", b"not a pickle", b"\x80\x02}"):
        with pytest.raises(unpickling.NotABatch):
            unpickling.images_and_labels(content)


@pytest.mark.parametrize("folder", ["cifar-10-batches-py", "cifar-10-sample"])
def test_other_files_under_the_right_names_are_our_incident(
    pack, dataset, tmp_path, folder
):
    (tmp_path / folder).mkdir()
    with pytest.raises(Incident, match="missing"):
        pack.data.load(tmp_path)
    for name, content in dataset.files.items():
        (tmp_path / folder / name).write_bytes(content)
    with pytest.raises(Incident, match="not the published file"):
        pack.data.load(tmp_path)


def test_files_with_the_known_digests_are_the_real_data(
    pack, dataset, tmp_path, monkeypatch
):
    digests = {n: hashlib.md5(c).hexdigest() for n, c in dataset.files.items()}
    known = pack.data.Collection("here", "md5", digests, limit=0.6)
    monkeypatch.setattr(pack.data, "COLLECTIONS", (known,))
    (tmp_path / "here").mkdir()
    for name, content in dataset.files.items():
        (tmp_path / "here" / name).write_bytes(content)
    real = pack.data.load(tmp_path)
    assert (real.kind, real.limit) == ("real", 0.6)
    assert real.names == dataset.names
