"""Names in the documentation that are no architecture of their own in transformers' code."""

CHECKPOINTS = {
    "BARThez": "mbart", "BARTpho": "mbart", "BORT": "bert", "ByT5": "t5", "CodeLlama": "llama",
    "DePlot": "pix2struct", "DialoGPT": "gpt2", "DiT": "beit", "FLAN-T5": "t5", "FLAN-UL2": "t5",
    "GPT-Sw3": "gpt2", "Llama2": "llama",
    "MADLAD-400": "t5", "MatCha": "pix2struct", "Megatron-GPT2": "gpt2", "MMS": "wav2vec2",
    "NLLB": "m2m_100", "T5v1.1": "t5", "TAPEX": "bart", "UL2": "t5", "XLM-V": "xlm-roberta",
    "XLS-R": "wav2vec2", "XLSR-Wav2Vec2": "wav2vec2", "Nougat": "vision-encoder-decoder",
}  # fmt: skip
"""A family of checkpoints that an architecture of another name loads."""

TOKENIZERS = {
    "BertJapanese": "bert", "BERTweet": "roberta", "CPM": "gpt2", "HerBERT": "bert",
    "LayoutXLM": "layoutlmv2", "mBART-50": "mbart", "mLUKE": "luke", "PhoBERT": "roberta",
    "Wav2Vec2Phoneme": "wav2vec2",
}  # fmt: skip
"""A tokenizer of its own before an architecture of another name."""
