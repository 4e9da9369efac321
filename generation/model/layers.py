"""The transformer layers of the generator, after ACTOR: post-norm, GELU.

Two exact shortcuts of their algebra: where the decoder attends to a memory of one token, the attention weight is always
1, so that cross-attention is its value and output projections alone; and of the encoder's last layer only the
distribution tokens are read, so that only they are computed.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from generation.model.config import GeneratorConfig


class SelfAttention(nn.Module):
    """Multi-head attention within a sequence; ``first`` restricts the queries to the leading tokens."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.heads, self.dropout = config.heads, config.dropout
        self.projection = nn.Linear(config.width, 3 * config.width)
        self.out = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor, mask: Tensor, first: int | None = None) -> Tensor:
        """x (B, S, D), mask (B, S) true where a token counts -> (B, first or S, D)."""
        query, key, value = self.projection(x).reshape(*x.shape[:2], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        dropout = self.dropout if self.training else 0.0
        read = scaled_dot_product_attention(query[:, :, :first], key, value, mask[:, None, None], dropout)
        out: Tensor = self.out(read.transpose(1, 2).flatten(2))
        return out


class CrossAttention(nn.Module):
    """What a frame reads from the latent's K tokens; with one token, the same for all frames."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.heads, self.dropout = config.heads, config.dropout
        self.value, self.out = (nn.Linear(config.width, config.width) for _ in range(2))
        if config.latent_tokens > 1:
            self.query, self.key = (nn.Linear(config.width, config.width) for _ in range(2))

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        """x (B, S, D), memory (B, K, D) -> (B, S or 1, D)."""
        value = self.value(memory)
        if memory.shape[1] > 1:
            query, key, value = (_heads(y, self.heads) for y in (self.query(x), self.key(memory), value))
            dropout = self.dropout if self.training else 0.0
            value = scaled_dot_product_attention(query, key, value, dropout_p=dropout).transpose(1, 2).flatten(2)
        out: Tensor = self.out(value)
        return out


class FeedForward(nn.Module):
    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.wide = nn.Linear(config.width, config.feedforward)
        self.narrow = nn.Linear(config.feedforward, config.width)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.narrow(self.dropout(gelu(self.wide(x))))
        return out


class EncoderLayer(nn.Module):
    """Post-norm transformer layer."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.attention, self.feedforward = SelfAttention(config), FeedForward(config)
        self.norms = nn.ModuleList(nn.LayerNorm(config.width) for _ in range(2))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor, first: int | None = None) -> Tensor:
        x = self.norms[0](x[:, :first] + self.dropout(self.attention(x, mask, first)))
        out: Tensor = self.norms[1](x + self.dropout(self.feedforward(x)))
        return out


class DecoderLayer(nn.Module):
    """Post-norm transformer layer with cross-attention over the latent's tokens."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.attention, self.feedforward = SelfAttention(config), FeedForward(config)
        self.memory = CrossAttention(config)
        self.norms = nn.ModuleList(nn.LayerNorm(config.width) for _ in range(3))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """x (B, S, D), memory (B, K, D), mask (B, S)."""
        x = self.norms[0](x + self.dropout(self.attention(x, mask)))
        x = self.norms[1](x + self.dropout(self.memory(x, memory)))
        out: Tensor = self.norms[2](x + self.dropout(self.feedforward(x)))
        return out


def _heads(x: Tensor, heads: int) -> Tensor:
    """(B, S, D) -> (B, heads, S, D / heads)."""
    return x.reshape(*x.shape[:2], heads, -1).transpose(1, 2)
