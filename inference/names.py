"""What people call the columns and the held-out metrics that several tasks have, translatable.

A task adds its own, or names one of these otherwise: `Task.columns` and `Task.metrics`.
"""

from i18n import N_

COLUMNS = {
    "input": N_("Input"), "text": N_("Text"), "question": N_("Question"), "answer": N_("Answer"),
    "label": N_("Label"), "score": N_("Score"), "start": N_("Start"), "end": N_("End"),
    "problem": N_("Problem"), "support": N_("Right answers"),
}  # fmt: skip
"""By the names that transformers gives the fields of an output."""

METRICS = {
    "accuracy": N_("accuracy"), "precision": N_("precision"), "recall": N_("recall"),
    "f1": N_("F1"), "exact_match": N_("exact match"), "wer": N_("word error rate"),
    "cer": N_("character error rate"),
    "wer_plain": N_("word error rate without case and punctuation"),
    "f1_macro": N_("F1, mean of the labels"), "f1_weighted": N_("F1, weighted by label"),
    "majority": N_("majority baseline"),
    "chrf": "chrF", "chrf_mean": N_("chrF, mean of the texts"), "bleu": "BLEU",
    "rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L",
    "map_50": N_("mAP@0.5"), "map": N_("mAP@[0.5:0.95]"),
    "mean_iou": N_("mean IoU"), "iou_pictures": N_("IoU, mean of the pictures"),
    "pixel_accuracy": N_("share of the pixels that are right"),
}  # fmt: skip
"""By the names that model cards and `inference.metrics` give them."""

SAME_LABELS = (
    ("positive", "pos", "好评", "正面", "正向", "积极", "肯定", "正"),
    ("negative", "neg", "差评", "负面", "负向", "消极", "否定", "负"),
    ("0", "zero", "零", "〇"), ("1", "one", "一"), ("2", "two", "二"), ("3", "three", "三"),
    ("4", "four", "四"), ("5", "five", "五"), ("6", "six", "六"), ("7", "seven", "七"),
    ("8", "eight", "八"), ("9", "nine", "九"),
    ("per", "person", "人名", "人物"), ("loc", "location", "地名", "地点"),
    ("org", "organization", "organisation", "机构", "机构名", "组织"), ("date", "日期", "时间"),
)  # fmt: skip
"""Labels that mean the same, in lower case: those of the demo checkpoints as files call them."""

SAMPLE_TITLES = {
    "coloured_shapes": N_("Three shapes"),
    "coloured_shapes_turned": N_("The same, turned"),
    "melody": N_("Four notes"),
    "receipt": N_("A receipt"),
    "rolling_ball": N_("A rolling ball"),
}
"""What the samples of the app show, by the names of their files; translatable."""
