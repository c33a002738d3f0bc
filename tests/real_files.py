"""Files as telephones, browsers and spreadsheets make them, each with what is in it.

They are made here, by Pillow, pillow-heif, FFmpeg (PyAV), libsndfile and by hand.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import av
import numpy as np
import soundfile
from PIL import Image, ImageDraw
from pillow_heif import from_pillow

RED, GREEN, BLUE, WHITE, BLACK = (
    *((255, 0, 0), (0, 255, 0), (0, 0, 255)),
    *((255, 255, 255), (0, 0, 0)),
)
TONE, RATE = 440, 48_000
"""Hertz, and samples a second, of what the sounds hold; each lasts two seconds."""


@dataclass(frozen=True)
class File:
    """A file and what is in it.

    A picture: colours by their place. A sound: its rate, seconds and loudest sample. A video:
    its frames, their size, and how red the first and the last are. A table: its columns.
    """

    data: bytes
    expected: object


# Pictures.


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def flag(mode: str = "RGB") -> Image.Image:
    """40 × 20: red on the left, blue on the right."""
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (20, 0, 40, 20))
    return image.convert(mode)


FLAG = {(3, 3): RED, (36, 16): BLUE}
UPRIGHT = {(3, 3): RED, (16, 36): BLUE}
"""The flag turned by EXIF orientation 6: 20 × 40, red on top."""


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def on_clear(mode: str) -> Image.Image:
    """A black bar on nothing, which is black too."""
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 9, 19), (0, 0, 0, 255))
    return image.convert(mode)


BAR = {(3, 3): BLACK, (30, 10): WHITE}
GREYS = (0, 16_384, 32_768, 65_535)
OF_EIGHT_BITS = {(at, 0): (grey,) * 3 for at, grey in enumerate((0, 64, 128, 255))}


def palette() -> bytes:
    image = Image.new("P", (40, 20), 1)
    image.putpalette([0, 0, 0, 0, 0, 0])
    image.paste(0, (0, 0, 10, 20))
    return saved(image, "PNG", transparency=1)


def one_bit() -> bytes:
    image = Image.new("1", (40, 20), 0)
    image.paste(1, (20, 0, 40, 20))
    return saved(image, "PNG", transparency=0)


def half_clear() -> bytes:
    return saved(Image.new("RGBA", (40, 20), (255, 0, 0, 128)), "PNG")


def deep() -> Image.Image:
    return Image.fromarray(np.array([GREYS], dtype=np.uint16))


def deep_colours() -> bytes:
    """A PNG of 16 bits in each of three channels, which Pillow reads and does not write."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    row = b"\0" + struct.pack(">12H", *(grey for grey in GREYS for _channel in range(3)))
    header = struct.pack(">IIBBBBB", 4, 1, 16, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def heic(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    from_pillow(image).save(file, format="HEIF", quality=95, **options)
    return file.getvalue()


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 20), color) for color in (RED, GREEN, BLUE)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=200)


def pictures() -> dict[str, File]:
    color = {(at, 0): (grey,) * 3 for at, grey in enumerate((0, 64, 128, 255))}
    return {
        "screenshot.png": File(saved(flag(), "PNG"), FLAG),
        "photo.jpg": File(saved(flag(), "JPEG", quality=95), FLAG),
        "turned.jpg": File(saved(flag(), "JPEG", quality=95, exif=turned()), UPRIGHT),
        "printed.jpg": File(saved(flag("CMYK"), "JPEG", quality=95), FLAG),
        "grey.jpg": File(saved(Image.new("L", (9, 9), 100), "JPEG"), {(4, 4): (100,) * 3}),
        "sticker.png": File(saved(on_clear("RGBA"), "PNG"), BAR),
        "sticker-grey.png": File(saved(on_clear("LA"), "PNG"), BAR),
        "sticker-palette.png": File(palette(), BAR),
        "sticker.webp": File(saved(on_clear("RGBA"), "WEBP", lossless=True), BAR),
        "key-colour.png": File(
            saved(flag(), "PNG", transparency=RED), {(3, 3): WHITE, (36, 16): BLUE}
        ),
        "key-grey.png": File(
            saved(on_clear("RGBA").getchannel("A"), "PNG", transparency=0),
            {(3, 3): WHITE, (30, 10): WHITE},
        ),
        "one-bit.png": File(one_bit(), {(3, 3): WHITE, (36, 16): WHITE}),
        "half-clear.png": File(half_clear(), {(3, 3): (255, 127, 127)}),
        "scan-16.png": File(saved(deep(), "PNG"), OF_EIGHT_BITS),
        "scan-16.tif": File(saved(deep(), "TIFF"), OF_EIGHT_BITS),
        "scan-32.tif": File(
            saved(Image.fromarray(np.array([GREYS], dtype=np.int32)), "TIFF"), OF_EIGHT_BITS
        ),
        "scan-float.tif": File(
            saved(Image.fromarray(np.array([GREYS], dtype=np.float32)), "TIFF"), OF_EIGHT_BITS
        ),
        "scan-colour-16.png": File(deep_colours(), color),
        "iphone.heic": File(heic(flag()), FLAG),
        "iphone-turned.heic": File(heic(flag(), exif=turned().tobytes()), UPRIGHT),
        "sticker.heic": File(heic(on_clear("RGBA")), BAR),
        "new.avif": File(saved(flag(), "AVIF", quality=95), FLAG),
        "moving.gif": File(animation("GIF"), {(3, 3): RED}),
        "moving.webp": File(animation("WEBP"), {(3, 3): RED}),
        "old.bmp": File(saved(flag(), "BMP"), FLAG),
    }


# Sounds.


def tone(seconds: float = 2.0, loudness: float = 0.5) -> np.ndarray:
    return loudness * np.sin(2 * np.pi * TONE * np.arange(int(seconds * RATE)) / RATE)


def encoded(kind: str, codec: str, channels: np.ndarray, rate: int = RATE) -> bytes:
    """Sounds, channels × samples, as FFmpeg writes them."""
    layout = "mono" if len(channels) == 1 else "stereo"
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if codec != "libopencore_amrnb":
            stream.bit_rate = 128_000
        resampler = av.AudioResampler(stream.format, layout, rate, stream.frame_size or 1024)
        frame = av.AudioFrame.from_ndarray(channels.astype(np.float32), "fltp", layout)
        frame.sample_rate = RATE
        for each in (frame, None):
            for part in resampler.resample(each):
                container.mux(stream.encode(part))
        container.mux(stream.encode())
    return file.getvalue()


def streamed_flac() -> bytes:
    """As a recorder streams it: the header does not say how long it is."""
    file = io.BytesIO()
    soundfile.write(file, tone(), RATE, format="FLAC")
    data = bytearray(file.getvalue())
    data[21] &= 0xF0  # the 36 bits of the number of samples, after rate, channels and bits
    data[22:26] = bytes(4)
    return bytes(data)


def wav(samples: np.ndarray, subtype: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="WAV", subtype=subtype)
    return file.getvalue()


def sounds() -> dict[str, File]:
    left = tone()
    mono, both = left[None], np.stack([left, left])
    heard = (RATE, 2.0, 0.5)
    return {
        "memo.m4a": File(encoded("ipod", "aac", both), heard),
        "memo-lossless.m4a": File(encoded("ipod", "alac", mono), heard),
        "browser.webm": File(encoded("webm", "libopus", mono), heard),
        "chat.opus": File(encoded("ogg", "libopus", mono), heard),
        "song.mp3": File(encoded("mp3", "libmp3lame", both), heard),
        "stream.aac": File(encoded("adts", "aac", both), heard),
        "old-phone.amr": File(encoded("amr", "libopencore_amrnb", mono, 8_000), (8_000, 2.0, 0.5)),
        "windows.wma": File(encoded("asf", "wmav2", both), heard),
        "clip.mp4": File(encoded("mp4", "aac", both), heard),
        "mac.aiff": File(encoded("aiff", "pcm_s16be", both), heard),
        "mac.caf": File(encoded("caf", "pcm_s16le", mono), heard),
        "disc.flac": File(encoded("flac", "flac", both), heard),
        "streamed.flac": File(streamed_flac(), heard),
        "studio.wav": File(wav(left, "PCM_24"), heard),
        "float.wav": File(wav(left, "FLOAT"), heard),
        "telephone.wav": File(wav(left, "ULAW"), heard),
        "opposite.wav": File(wav(np.stack([left, -left], 1), "PCM_16"), heard),
        "opposite.m4a": File(encoded("ipod", "aac", np.stack([left, -left])), heard),
        "one-side.wav": File(wav(np.stack([left, 0 * left], 1), "PCM_16"), (RATE, 2.0, 0.25)),
    }


# Videos.


def filmed(
    kind: str,
    codec: str,
    size: tuple[int, int] = (64, 48),
    count: int = 50,
    gop: int = 12,
    turn: int | None = None,
) -> bytes:
    """Two seconds, which turn red from black."""
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height = size
        stream.pix_fmt, stream.gop_size = "yuv420p", gop
        if codec.startswith("libx26"):
            stream.options = {"preset": "ultrafast", "x265-params": "log-level=error"}
        if turn is not None:
            stream.set_display_rotation(turn)
        for at in range(count):
            image = Image.new("RGB", size, (round(255 * at / (count - 1)), 0, 0))
            image.paste(WHITE, (0, 0, size[0] // 4, size[1] // 4))  # the corner that is on top
            container.mux(stream.encode(av.VideoFrame.from_image(image)))
        container.mux(stream.encode())
    return file.getvalue()


@dataclass(frozen=True)
class Film:
    frames: int
    size: tuple[int, int]
    corner: tuple[float, float] = (0.1, 0.1)
    """Where the white is, as shares of width and height."""


def videos() -> dict[str, File]:
    return {
        "phone.mp4": File(filmed("mp4", "libx264"), Film(50, (64, 48))),
        "iphone.mov": File(filmed("mov", "libx265"), Film(50, (64, 48))),
        "browser.webm": File(filmed("webm", "libvpx"), Film(50, (64, 48))),
        "film.mkv": File(filmed("matroska", "libx264"), Film(50, (64, 48))),
        "camera.avi": File(filmed("avi", "mpeg4"), Film(50, (64, 48))),
        "old-phone.3gp": File(filmed("3gp", "mpeg4", (176, 144)), Film(50, (176, 144))),
        "receiver.ts": File(filmed("mpegts", "libx264"), Film(50, (64, 48))),
        "upright.mp4": File(
            filmed("mp4", "libx264", turn=90), Film(50, (48, 64), corner=(0.1, 0.9))
        ),
        "upside-down.mp4": File(
            filmed("mp4", "libx264", turn=180), Film(50, (64, 48), corner=(0.9, 0.9))
        ),
        "full-hd.mp4": File(filmed("mp4", "libx264", (1920, 1080)), Film(50, (640, 360))),
        "long.mp4": File(filmed("mp4", "libx264", count=1_500, gop=250), Film(64, (64, 48))),
        "four-k.mp4": File(filmed("mp4", "libx264", (3840, 2160), 8), Film(8, (640, 360))),
    }


# Tables.

ROWS = 'id;评论;标签\r\n1;很好;正面\r\n2;"很差，\r\n浪费时间";负面\r\n3;;负面\r\n'
COLUMNS = {
    "id": ["1", "2", "3"],
    "评论": ["很好", "很差，\r\n浪费时间", ""],
    "标签": ["正面", "负面", "负面"],
}
FRENCH = {"nom": ["Zoé", "Gaël"], "texte": ["Très bon café, déjà goûté", "Ça va"]}


def tables() -> dict[str, File]:
    return {
        "excel-german.csv": File(ROWS.encode("utf-8-sig"), COLUMNS),
        "excel-chinese.csv": File(ROWS.replace(";", ",").encode("gb18030"), COLUMNS),
        "excel-unicode.txt": File(ROWS.replace(";", "\t").encode("utf-16"), COLUMNS),
        "excel-sep.csv": File(("sep=;\r\n" + ROWS).encode(), COLUMNS),
        "database.csv": File(ROWS.replace(";", "|").encode(), COLUMNS),
        "excel-french.csv": File(
            "nom;texte\nZoé;Très bon café, déjà goûté\nGaël;Ça va\n".encode("cp1252"), FRENCH
        ),
        "linux.tsv": File(
            "nom\ttexte\nZoé\tTrès bon café, déjà goûté\nGaël\tÇa va".encode(), FRENCH
        ),
        "sentences.txt": File(
            b"I like it, really.\nNo, not I.\n", {"text": ["I like it, really.", "No, not I."]}
        ),
        "whole.csv": File(
            b"city,people\nParis,2102650\nRome,\n",
            {"city": ["Paris", "Rome"], "people": ["2102650", ""]},
        ),
    }


KINDS: dict[str, Callable[[], dict[str, File]]] = {
    "image": pictures,
    "audio": sounds,
    "video": videos,
    "table": tables,
}
