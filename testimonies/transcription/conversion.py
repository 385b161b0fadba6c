"""A checkpoint of openai-whisper's as the folder that CTranslate2 reads: the same weights in the same precision.

The folder holds ``model.bin`` and ``config.json`` (CTranslate2's), ``vocabulary.json`` and ``tokenizer.json`` (the same
vocabulary for two readers) and ``preprocessor_config.json``. Made without the transformers library.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
import torch
from ctranslate2.specs import whisper_spec
from whisper.tokenizer import get_tokenizer

Weights = Mapping[str, np.ndarray]


def convert(checkpoint: Path, folder: Path) -> None:
    """Write ``checkpoint`` into the empty ``folder``. Raises whatever a damaged checkpoint makes fail."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    dims: dict[str, int] = saved["dims"]
    weights = {name: tensor.numpy() for name, tensor in saved["model_state_dict"].items()}
    half = weights["decoder.token_embedding.weight"].dtype == np.float16
    vocabulary = Vocabulary(dims["n_vocab"])

    spec = _spec(dims, {name: array.astype(np.float32) for name, array in weights.items()})
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = vocabulary.never_first
    spec.config.lang_ids = vocabulary.languages
    layers, heads = dims["n_text_layer"], dims["n_text_head"]
    # Whisper's own default where nobody has measured which heads attend to the sound.
    spec.config.alignment_heads = list(product(range(layers // 2, layers), range(heads)))
    spec.register_vocabulary(vocabulary.tokens)
    spec.validate()
    spec.optimize(quantization="float16" if half else "float32")
    spec.save(str(folder))
    vocabulary.tokenizer().save(str(folder / "tokenizer.json"))
    window = {"feature_size": dims["n_mels"], "sampling_rate": 16_000, "hop_length": 160, "chunk_length": 30}
    (folder / "preprocessor_config.json").write_text(json.dumps({**window, "n_fft": 400}), encoding="utf-8")


class Vocabulary:
    """Whisper's byte-pair vocabulary of ``size`` tokens, read from openai-whisper's own file."""

    def __init__(self, size: int) -> None:
        multilingual = size >= 51_865
        with warnings.catch_warnings():  # Whisper reads its vocabulary once and leaves that file open
            warnings.simplefilter("ignore", ResourceWarning)
            whisper = get_tokenizer(multilingual, num_languages=size - 51_765 - int(multilingual))
        letters = _letters()
        self._ranks: dict[bytes, int] = whisper.encoding._mergeable_ranks
        self._written = {part: "".join(letters[byte] for byte in part) for part in self._ranks}
        self._special = sorted(whisper.special_tokens.items(), key=lambda token: token[1])
        self.never_first = [*whisper.encode(" "), whisper.eot]
        self.languages = sorted(whisper.all_language_tokens) if multilingual else []
        self._times_from = whisper.timestamp_begin
        named = {rank: self._written[part] for part, rank in self._ranks.items()}
        named |= {rank: name for name, rank in self._special}
        self.tokens = [named[rank] for rank in range(size)]

    def tokenizer(self) -> tokenizers.Tokenizer:
        """The same vocabulary as a tokenizer of the tokenizers library, without the tokens that are times."""
        vocabulary = {self._written[part]: rank for part, rank in self._ranks.items()}
        pairs = (self._parted(whole) for whole in sorted(self._ranks, key=self._ranks.__getitem__) if len(whole) > 1)
        merges = [(self._written[first], self._written[second]) for first, second in pairs if second]
        made = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=merges))
        made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = tokenizers.decoders.ByteLevel()
        named = [name for name, rank in self._special if rank < self._times_from]
        made.add_special_tokens([tokenizers.AddedToken(name, special=True, normalized=False) for name in named])
        return made

    def _parted(self, whole: bytes) -> tuple[bytes, bytes]:
        """The two parts that byte-pair encoding joins last to make ``whole`` (``b""`` as the second: none does)."""
        parts = [whole[i : i + 1] for i in range(len(whole))]
        limit = self._ranks[whole]
        while len(parts) > 2:
            rank, at = min((self._ranks.get(parts[i] + parts[i + 1], limit), i) for i in range(len(parts) - 1))
            if rank >= limit:
                return whole, b""
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return parts[0], parts[1]


def _letters() -> dict[int, str]:
    """Byte → the printable letter that stands for it in byte-level vocabularies (GPT-2's rule)."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}


def _spec(dims: Mapping[str, int], weights: Weights) -> Any:
    spec = whisper_spec.WhisperSpec(
        dims["n_audio_layer"], dims["n_audio_head"], dims["n_text_layer"], dims["n_text_head"]
    )
    for conv in ("conv1", "conv2"):
        _put(getattr(spec.encoder, conv), weights, f"encoder.{conv}")
    spec.encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    spec.decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    spec.decoder.embeddings.weight = weights["decoder.token_embedding.weight"]
    spec.decoder.projection.weight = weights["decoder.token_embedding.weight"]
    _put_norm(spec.encoder.layer_norm, weights, "encoder.ln_post")
    _put_norm(spec.decoder.layer_norm, weights, "decoder.ln")
    for side, half in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        for number, layer in enumerate(half.layer):
            block = f"{side}.blocks.{number}"
            _put_attention(layer.self_attention, weights, f"{block}.attn", fused=("query", "key", "value"))
            if side == "decoder":
                _put_attention(layer.attention, weights, f"{block}.cross_attn", fused=("key", "value"))
            _put_norm(layer.ffn.layer_norm, weights, f"{block}.mlp_ln")
            _put(layer.ffn.linear_0, weights, f"{block}.mlp.0")
            _put(layer.ffn.linear_1, weights, f"{block}.mlp.2")
    return spec


def _put_attention(spec: Any, weights: Weights, name: str, *, fused: tuple[str, ...]) -> None:
    """CTranslate2 multiplies ``fused`` at once; what attends to the encoder asks with a query of its own."""
    rows = [weights[f"{name}.{part}.weight"] for part in fused]
    unbiased = np.zeros(len(rows[0]), np.float32)  # Whisper's keys have no bias
    biases = [weights.get(f"{name}.{part}.bias", unbiased) for part in fused]
    if "query" not in fused:
        _put(spec.linear[0], weights, f"{name}.query")
    spec.linear[-2].weight, spec.linear[-2].bias = np.concatenate(rows), np.concatenate(biases)
    _put(spec.linear[-1], weights, f"{name}.out")
    _put_norm(spec.layer_norm, weights, f"{name}_ln")


def _put(spec: Any, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _put_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]
