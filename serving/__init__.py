"""Models behind HTTP, as the Hub's own client asks for them: a Ray Serve application.

    make serve                             # on this machine, http://localhost:8000
    serve run serving.app:app gpus=0.25    # on a cluster

    from huggingface_hub import InferenceClient

    client = InferenceClient("http://localhost:8000/models/sentiment")
    client.text_classification("我喜欢打游戏。")

`serving.models` says which checkpoints there are, `serving.face` what a request asks for and how it
is answered, `serving.openai` the same for chat and embeddings; `serving.replica` runs them in an
`inference.store`, and `serving.app` is what is spoken to.
"""
