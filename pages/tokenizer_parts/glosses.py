"""What the Chinese among the samples of the lab means in English."""

GLOSSES = {
    "人工智能正在改变世界。": "Artificial intelligence is changing the world.",
    "东边日出西边雨，道是无晴却有晴。": (
        "Sun in the east, rain in the west: they say it does not clear, and yet it does."
    ),
}
GLOSSES["".join(GLOSSES)] = " ".join(GLOSSES.values())
