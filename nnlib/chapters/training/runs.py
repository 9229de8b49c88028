"""What several figures of the chapter *Training a network* do: train with all examples in each step, then look back."""

from nnlib import train


def networks(net, loss, optimizer, examples, epochs, **options):
    """Train a network and yield it as it was after each of `epochs`, in order; 0 is before the first step."""
    X, y = examples
    history = train(net, loss, optimizer, X, y, epochs=epochs[-1], batch_size=None, record=True, **options)
    for epoch in epochs:
        net.parameters = history.parameters[epoch]
        yield net
