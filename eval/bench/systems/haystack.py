"""Haystack's in-memory document store: BM25, vectors, and both in a pipeline that fuses ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.bench.systems.driver import Models, Texts

if TYPE_CHECKING:
    from haystack import Document


class Bm25:
    """BM25 of the store (BM25L), without a model."""

    def __init__(self, models: Models) -> None:
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store = InMemoryDocumentStore()
        self._retriever = InMemoryBM25Retriever(document_store=self._store)

    def add(self, texts: Texts) -> None:
        from haystack import Document

        self._store.write_documents([Document(id=id, content=text) for id, text in texts])

    def search(self, question: str, k: int) -> list[str]:
        return [
            document.id for document in self._retriever.run(query=question, top_k=k)["documents"]
        ]


class Vectors:
    """A vector for each document, searched by cosine."""

    def __init__(self, models: Models) -> None:
        from haystack import Pipeline
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._documents = SentenceTransformersDocumentEmbedder(
            model=models.encoder, progress_bar=False, local_files_only=True
        )
        self._documents.warm_up()
        self._pipeline = Pipeline()
        self._pipeline.add_component(
            "embedder",
            SentenceTransformersTextEmbedder(
                model=models.encoder, progress_bar=False, local_files_only=True
            ),
        )
        self._pipeline.add_component(
            "vectors", InMemoryEmbeddingRetriever(document_store=self._store)
        )
        self._pipeline.connect("embedder.embedding", "vectors.query_embedding")

    def add(self, texts: Texts) -> None:
        from haystack import Document

        embedded = self._documents.run(
            documents=[Document(id=id, content=text) for id, text in texts]
        )["documents"]
        self._store.write_documents(embedded)

    def search(self, question: str, k: int) -> list[str]:
        inputs = {"embedder": {"text": question}, "vectors": {"top_k": k}}
        result = self._pipeline.run(inputs)
        return [document.id for document in result["vectors"]["documents"]]


class Hybrid(Vectors):
    """Vectors and BM25 with reciprocal rank fusion; 100 candidates each, as in Pincite."""

    candidates = 100

    def __init__(self, models: Models) -> None:
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever

        super().__init__(models)
        self._pipeline.add_component("bm25", InMemoryBM25Retriever(document_store=self._store))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("vectors.documents", "joiner.documents")
        self._pipeline.connect("bm25.documents", "joiner.documents")

    def search(self, question: str, k: int) -> list[str]:
        return [document.id for document in self.joined(question)][:k]

    def joined(self, question: str) -> list[Document]:
        """What both retrievers found, best first."""
        inputs = {
            "embedder": {"text": question},
            "vectors": {"top_k": self.candidates},
            "bm25": {"query": question, "top_k": self.candidates},
        }
        result = self._pipeline.run(inputs)
        return list(result["joiner"]["documents"])


CONFIGURATIONS = {"bm25": Bm25, "vectors": Vectors, "hybrid": Hybrid}
