"""What FFmpeg may open: containers of sound and video, told by their first bytes.

FFmpeg knows formats that name further files to open, playlists above all, and guesses by the
name of a file too. So the format is chosen here, from a list, and given to it.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

BEGINNINGS = {
    b"\x1a\x45\xdf\xa3": "matroska",  # and WebM
    b"OggS": "ogg",  # Vorbis, Opus, Speex
    b"fLaC": "flac",
    b"#!AMR": "amr",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "asf",  # WMA, WMV
    b"caff": "caf",
    b".snd": "au",
    b"wvpk": "wv",
    b"MAC ": "ape",
    b"TTA1": "tta",
    b"riff\x2e\x91\xcf\x11": "w64",
    b"FLV\x01": "flv",
    b"\x00\x00\x01\xba": "mpeg",
    b"Creative Voice File": "voc",
}
CHUNKED = {
    (b"RIFF", b"WAVE"): "wav",
    (b"RF64", b"WAVE"): "wav",
    (b"RIFF", b"AVI "): "avi",
    (b"FORM", b"AIFF"): "aiff",
    (b"FORM", b"AIFC"): "aiff",
}
"""By the four bytes that a file begins with, and those after the next four."""
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
"""What the first box of an MP4, M4A, MOV or 3GP may be, after the four bytes of its length."""
_MPEG_TS = 188
"""Bytes of a packet of an MPEG transport stream; each begins with a G."""


def demuxer(data: bytes) -> str | None:
    """FFmpeg's name for the container of a file; None for one that is not opened."""
    for beginning, name in BEGINNINGS.items():
        if data.startswith(beginning):
            return name
    if chunked := CHUNKED.get((data[:4], data[8:12])):
        return chunked
    if data[4:8] in BOXES:
        return "mp4"
    if data[:1] == b"G" and data[_MPEG_TS : _MPEG_TS + 1] == b"G":
        return "mpegts"
    if data.startswith(b"ID3"):
        return _of_frames(_after_tag(data)) or "mp3"
    return _of_frames(data[:4])


def _after_tag(data: bytes) -> bytes:
    """What comes behind the ID3 tag that sounds of several kinds may begin with."""
    length = 0
    for byte in data[6:10]:  # seven bits each
        length = length << 7 | byte & 0x7F
    return data[10 + length :][:4]


def _of_frames(start: bytes) -> str | None:
    """The name for a stream without a container, by the sync word of its first frame."""
    if start == b"fLaC":
        return "flac"
    if len(start) < 2 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return None
    return "mp3" if start[1] & 0x06 else "aac"  # an MPEG layer; ADTS has none


@contextmanager
def opened(data: bytes) -> Iterator[InputContainer]:
    """The container in a file, its streams not decoded yet. Raises ValueError where it is none."""
    name = demuxer(data)
    if name is None:
        raise ValueError("no container of sound or video")
    with av.open(io.BytesIO(data), "r", format=name) as container:
        yield container


def decode(container: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame]:
    """What is in a stream, but for packets that are damaged: players leave those out too."""
    for packet in container.demux(stream):
        try:
            yield from stream.decode(packet)
        except av.InvalidDataError:
            continue
