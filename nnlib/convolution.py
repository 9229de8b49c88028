"""Layers for images: one small set of weights slides over the whole picture.

Images are stacked as (m, channels, height, width). A kernel of weights W (channels out, channels in, k, k) is laid on
every k × k window, multiplied number by number and summed. (Strictly this is a correlation; a convolution would turn
the kernel round first. Since the kernel is learned, it makes no difference, and the field says convolution.)

>>> layer = Conv2D(1, 1, 2, rng=0)
>>> layer.W = [[[[1.0, 0.0], [0.0, 1.0]]]]
>>> layer.forward(np.arange(9.0).reshape(1, 1, 3, 3))
array([[[[ 4.,  6.],
         [10., 12.]]]])

Introduced in chapter *A first look at convolutions*.
"""

import numpy as np

from nnlib import initializers
from nnlib.checks import as_rng, check_count
from nnlib.initializers import InitializerLike
from nnlib.layers import Layer, WeightedLayer
from nnlib.types import Array, DTypeLike, Rng


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Return how many windows fit side by side: ⌊(size + 2 · padding − kernel) / stride⌋ + 1.

    Raises
    ------
    ValueError
        If the kernel is larger than the padded image.

    Examples
    --------
    >>> output_size(28, kernel=3), output_size(28, kernel=3, padding=1), output_size(28, kernel=2, stride=2)
    (26, 28, 14)

    Introduced in chapter *A first look at convolutions*.
    """
    if kernel > size + 2 * padding:
        raise ValueError(f"a kernel of {kernel} does not fit into {size} pixels with a padding of {padding}")
    return (size + 2 * padding - kernel) // stride + 1


def _windows(X: Array, kernel: int, stride: int) -> Array:
    """Return all windows as a view: (m, channels, rows of windows, columns of windows, kernel, kernel)."""
    return np.lib.stride_tricks.sliding_window_view(X, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]


def _put_back(windows: Array, shape: tuple[int, ...], stride: int) -> Array:
    """Add windows up in the places that they were cut from, in an array of zeros."""
    X = np.zeros(shape, windows.dtype)
    _, _, rows, columns, kernel, _ = windows.shape
    for i, j in np.ndindex(kernel, kernel):
        X[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += windows[..., i, j]
    return X


class Conv2D(WeightedLayer):
    """A convolution: ``Z[o] = Σ over channels c of (kernel W[o, c] slid over X[c]) + b[o]``.

    Parameters
    ----------
    channels_in, channels_out : int
        Number of channels of the images that come in, and of kernels.
    kernel : int
        Height and width of a kernel, k.
    stride : int
        How many pixels the window moves on.
    padding : int
        How many rows and columns of zeros are put round the image first.
    initializer : str or function
        Where the weights start; fan_in is channels_in · k².
    rng : int or Generator
        Where the random weights come from.
    dtype : dtype
        float64 or float32.

    Raises
    ------
    ValueError
        If a size is out of range, or images do not have channels_in channels or are smaller than the kernel.

    References
    ----------
    Y. LeCun and others, *Backpropagation applied to handwritten zip code recognition*, 1989.

    Examples
    --------
    >>> layer = Conv2D(1, 8, 3, padding=1, rng=0)
    >>> layer.forward(np.zeros((5, 1, 28, 28))).shape
    (5, 8, 28, 28)

    Introduced in chapter *A first look at convolutions*.
    """

    settings = ("channels_in", "channels_out", "kernel", "stride", "padding")

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        stride: int = 1,
        padding: int = 0,
        initializer: InitializerLike = "he",
        *,
        rng: Rng,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.channels_in = check_count(channels_in, "channels_in")
        self.channels_out = check_count(channels_out, "channels_out")
        self.kernel, self.stride = check_count(kernel, "kernel"), check_count(stride, "stride")
        self.padding = check_count(padding, "padding", lowest=0)
        weights = initializers.get(initializer)(as_rng(rng), channels_in * kernel**2, channels_out)
        super().__init__(weights.T.reshape(channels_out, channels_in, kernel, kernel), np.zeros(channels_out), dtype)

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        self._check_input(input_shape, self.channels_in, "height", "width")
        sizes = (output_size(size, self.kernel, self.stride, self.padding) for size in input_shape[1:])
        return (self.channels_out, *sizes)

    def apply(self, X: Array) -> Array:
        p = self.padding
        padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p))) if p else X
        windows = _windows(padded, self.kernel, self.stride).transpose(1, 4, 5, 0, 2, 3)
        self._padded_shape, self._windows_shape = padded.shape, windows.shape
        # each window becomes a column, so that one matrix product does all
        self._columns = windows.reshape(self._W[0].size, -1)
        Z = self._W.reshape(self.channels_out, -1) @ self._columns + self._b[:, None]
        return np.ascontiguousarray(Z.reshape(self.channels_out, *windows.shape[3:]).swapaxes(0, 1))

    def backpropagate(self, dZ: Array) -> Array:
        self.weight_gradients(dZ)
        dcolumns = self._W.reshape(self.channels_out, -1).T @ dZ.swapaxes(0, 1).reshape(self.channels_out, -1)
        dwindows = dcolumns.reshape(self._windows_shape).transpose(3, 0, 4, 5, 1, 2)
        dX, p = _put_back(dwindows, self._padded_shape, self.stride), self.padding
        return dX[:, :, p:-p, p:-p] if p else dX

    def weight_gradients(self, dZ: Array) -> None:
        """Write dW and db alone: all that the first layer of a network needs in training."""
        flat = dZ.swapaxes(0, 1).reshape(self.channels_out, -1)
        self.dW[...] = (flat @ self._columns.T).reshape(self.dW.shape)
        np.sum(flat, axis=1, out=self.db)


class MaxPool2D(Layer):
    """Keep the largest number of each window: the picture shrinks, and small shifts matter less.

    Backwards, the whole gradient of a window goes to its largest number (to the first, if several are largest).

    Parameters
    ----------
    kernel : int
        Height and width of a window.
    stride : int, optional
        How many pixels the window moves on; by default its own width, so that windows do not overlap.

    Raises
    ------
    ValueError
        If a size is below 1, or images are smaller than a window.

    Examples
    --------
    >>> MaxPool2D(2).forward(np.arange(16.0).reshape(1, 1, 4, 4))
    array([[[[ 5.,  7.],
             [13., 15.]]]])

    Introduced in chapter *A first look at convolutions*.
    """

    settings = ("kernel", "stride")

    def __init__(self, kernel: int = 2, stride: int | None = None) -> None:
        self.kernel = check_count(kernel, "kernel")
        self.stride = check_count(kernel if stride is None else stride, "stride")

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        self._check_input(input_shape, "channels", "height", "width")
        return (input_shape[0], *(output_size(size, self.kernel, self.stride) for size in input_shape[1:]))

    def apply(self, X: Array) -> Array:
        self._input_shape = X.shape
        windows = _windows(X, self.kernel, self.stride)
        flat = windows.reshape(*windows.shape[:4], self.kernel**2)
        self._largest = flat.argmax(axis=-1)[..., None]
        return np.take_along_axis(flat, self._largest, axis=-1)[..., 0]

    def backpropagate(self, dY: Array) -> Array:
        dwindows = np.zeros((*dY.shape, self.kernel**2), dY.dtype)
        np.put_along_axis(dwindows, self._largest, dY[..., None], axis=-1)
        return _put_back(dwindows.reshape(*dY.shape, self.kernel, self.kernel), self._input_shape, self.stride)
