"""ACTOR as one writes it down from its paper: what Miburi's speed is measured against.

Layers come from ``torch.nn`` (``TransformerEncoder``, ``TransformerDecoder`` with cross-attention over a memory of one
token, sinusoidal positions), batches are random clips padded to their longest, the optimiser is AdamW in float32. Size,
activation, dropout and loss terms are those of Miburi's own generator, so that the two differ in the way of computing
alone. Nothing is slowed down: batch-first layout, no weights of attention returned, no ``.item()`` within a step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

from generation.model.config import GeneratorConfig, LossConfig
from generation.model.cvae import Posterior
from generation.model.features import FEATURES
from generation.model.losses import generator_losses
from generation.training.clips import Batch


class Positions(nn.Module):
    """Sinusoidal position codes, added; then dropout."""

    codes: Tensor

    def __init__(self, width: int, dropout: float, longest: int = 2000) -> None:
        super().__init__()
        angles = torch.arange(longest).unsqueeze(1) * torch.exp(
            torch.arange(0, width, 2) * (-math.log(10_000.0) / width)
        )
        codes = torch.zeros(longest, width)
        codes[:, 0::2], codes[:, 1::2] = angles.sin(), angles.cos()
        self.register_buffer("codes", codes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """x (B, S, D)."""
        out: Tensor = self.dropout(x + self.codes[: x.shape[1]])
        return out


class PlainActor(nn.Module):
    """Transformer CVAE with a mu and a sigma query and a bias per class; one frame per token."""

    def __init__(self, config: GeneratorConfig, classes: int) -> None:
        super().__init__()
        if config.patch != 1:
            raise ValueError(f"ACTOR reads one frame per token, got patch {config.patch}")
        width = config.width
        layer = (width, config.heads, config.feedforward, config.dropout, "gelu")
        self.mu_queries = nn.Parameter(torch.randn(classes, width))
        self.sigma_queries = nn.Parameter(torch.randn(classes, width))
        self.biases = nn.Parameter(torch.randn(classes, width))
        self.embed = nn.Linear(FEATURES, width)
        self.positions = Positions(width, config.dropout)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(*layer, batch_first=True), config.layers, enable_nested_tensor=False
        )
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(*layer, batch_first=True), config.layers)
        self.final = nn.Linear(width, FEATURES)

    def encode(self, features: Tensor, mask: Tensor, labels: Tensor) -> Posterior:
        """features (B, T, 147), mask (B, T) true for a clip's own frames, labels (B,)."""
        queries = torch.stack([self.mu_queries[labels], self.sigma_queries[labels]], 1)
        x = self.positions(torch.cat([queries, self.embed(features)], 1))
        present = torch.cat([mask.new_ones(len(mask), 2), mask], 1)
        x = self.encoder(x, src_key_padding_mask=~present)
        return Posterior(x[:, 0], x[:, 1])

    def decode(self, latents: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """latents (B, D) -> features (B, T, 147), zero where the mask is false."""
        memory = (latents + self.biases[labels]).unsqueeze(1)
        queries = self.positions(memory.new_zeros(*mask.shape, memory.shape[-1]))
        x = self.decoder(queries, memory, tgt_key_padding_mask=~mask)
        out: Tensor = self.final(x).masked_fill(~mask.unsqueeze(-1), 0.0)
        return out

    def forward(self, features: Tensor, mask: Tensor, labels: Tensor) -> tuple[Tensor, Posterior]:
        posterior = self.encode(features, mask, labels)
        latents = posterior.mu + posterior.sigma * torch.randn_like(posterior.mu)
        return self.decode(latents, labels, mask), posterior


def random_batches(clips: int, batch: int, seed: int) -> list[list[int]]:
    """An epoch of clips 0 to ``clips`` - 1 in random order, in batches as they come."""
    order = torch.randperm(clips, generator=torch.Generator().manual_seed(seed)).tolist()
    return [order[first : first + batch] for first in range(0, clips, batch)]


def padded(features: Sequence[Tensor], labels: Tensor) -> Batch:
    """Clips (T_i, 147) in the order given, padded with zeros to the longest."""
    lengths = torch.tensor([len(clip) for clip in features])
    mask = torch.arange(int(lengths.max())) < lengths.unsqueeze(1)
    return Batch(pad_sequence(list(features), batch_first=True), lengths, mask, labels)


def loaded(features: Sequence[Tensor], labels: Tensor, batches: Sequence[list[int]]) -> Iterator[Batch]:
    """The batches on the CPU, one after the other, from a ``DataLoader``."""
    positions = range(len(features))

    def collate(chosen: list[int]) -> Batch:
        return padded([features[position] for position in chosen], labels[chosen])

    yield from DataLoader(positions, batch_sampler=batches, collate_fn=collate)  # type: ignore[arg-type]


class PlainTraining:
    """Steps of AdamW on ``PlainActor``."""

    def __init__(
        self, config: GeneratorConfig, losses: LossConfig, rate: float, classes: int, device: torch.device
    ) -> None:
        self.model, self.losses, self.device = PlainActor(config, classes).to(device).train(), losses, device
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=rate)

    def step(self, batch: Batch) -> Tensor:
        """One step on a batch from the CPU; the loss, still on the device."""
        batch = batch.to(self.device)
        decoded, posterior = self.model(batch.features, batch.mask, batch.labels)
        loss = generator_losses(decoded, batch.features, batch.mask, posterior, self.losses).total
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.detach()


@torch.no_grad()
def plain_samples(
    model: PlainActor, latents: Tensor, labels: Tensor, lengths: Sequence[int], batch: int
) -> list[Tensor]:
    """Features (T_i, 147) on the CPU of latents (N, D), in batches as they come, each padded to its longest."""
    device, samples = latents.device, list[Tensor]()
    for first in range(0, len(lengths), batch):
        chosen = slice(first, first + batch)
        frames = torch.tensor(lengths[chosen], device=device)
        mask = torch.arange(max(lengths[chosen]), device=device) < frames.unsqueeze(1)
        decoded = model.decode(latents[chosen], labels[chosen], mask).cpu()
        samples += [clip[:length] for clip, length in zip(decoded, lengths[chosen], strict=True)]
    return samples
