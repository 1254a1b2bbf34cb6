"""An upload of any size costs little more disk than intake could take."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from projects.web.uploads import MOST_BYTES

CHUNK = 64 * 1024
MEGABYTE = 1024 * 1024


def received(*sizes: int) -> list[int]:
    files = [SimpleUploadedFile(f"{n}.csv", b"x" * s) for n, s in enumerate(sizes)]
    data = {"uploads": files, "notes": "kept"}
    request = RequestFactory().post("/", data)
    assert request.POST["notes"] == "kept"
    got = [file.size for file in request.FILES.getlist("uploads")]
    request.close()
    return got


def test_what_is_within_the_limit_arrives_whole():
    assert received(100, 3 * MEGABYTE) == [100, 3 * MEGABYTE]


def test_of_a_huge_file_just_enough_arrives_to_see_that_it_is_too_large():
    (size,) = received(MOST_BYTES + 20 * MEGABYTE)
    assert MOST_BYTES < size <= MOST_BYTES + 2 * CHUNK


def test_files_are_counted_together():
    sizes = received(15 * MEGABYTE, 15 * MEGABYTE, 15 * MEGABYTE)
    assert MOST_BYTES < sum(sizes) <= MOST_BYTES + 2 * CHUNK
