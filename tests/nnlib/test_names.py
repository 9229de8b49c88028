"""Activations, initializers, losses and optimizers are looked up in one way."""

import pytest

from nnlib import activations, initializers, losses, optimizers

TABLES = {
    "activation": (activations, activations.ActivationFunction("own", "z", "(−∞, ∞)", abs, max)),
    "initializer": (initializers, lambda rng, fan_in, fan_out: None),
    "loss": (losses, type("Own", (losses.Loss,), {})),
    "optimizer": (optimizers, type("Own", (optimizers.SGD,), {})),
}
every = pytest.mark.parametrize("kind", TABLES)


@every
def test_every_name_is_found(kind):
    module, _own = TABLES[kind]
    assert len(module.names()) == len(set(module.names())) > 2
    found = [module.get(name) for name in module.names()]
    assert len({id(one) for one in found}) == len(found)
    for name, one in zip(module.names(), found):
        assert getattr(one, "__name__", getattr(one, "name", name)) in (name, "<lambda>")


@every
@pytest.mark.parametrize("unknown", ["Nobody", "", None, 3])
def test_an_unknown_name_is_refused_with_a_list(kind, unknown):
    module, _own = TABLES[kind]
    with pytest.raises(ValueError) as caught:
        module.get(unknown)
    assert str(caught.value) == f"there is no {kind} {unknown!r}; choose one of: {', '.join(module.names())}"


@every
def test_what_is_no_name_is_passed_through(kind):
    module, own = TABLES[kind]
    assert module.get(own) is own
    for name in module.names():
        assert module.get(module.get(name)) is module.get(name)
