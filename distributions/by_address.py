"""What kernels are handed by its address: tuples of arrays, and parts of a kernel that are compiled by themselves.

Numba hands a tuple on as all the numbers it is made of, some ten an array: 300 for the memory of a block, at every call
and in every function that a kernel is made of, and to compile all that took most of the time of a first run. So a
kernel gets the address of a row of words instead, 64 bits each: for an array where its numbers begin and how many there
are along each axis, for a number the number itself, and tuples in the tuple one after the other. A kernel reads
``work.x`` from there as it would from the tuple; uncompiled, it has the tuple.

Likewise numba compiles all that a kernel calls with the kernel, in one process. A part is a kernel of its own, kept on
disk; what calls it knows no more of it than its address, so parts are compiled side by side.
"""

import struct
from typing import Any, TypeVar, cast

import llvmlite.ir as ir
import numpy as np
from numba import typeof, types
from numba.core.datamodel import models
from numba.core.extending import NativeValue, intrinsic, register_model, unbox
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_getattr_generic
from numba.np.arrayobj import populate_array

from distributions.jit import compiling

Tuple = TypeVar("Tuple", bound=tuple[Any, ...])

_WORD = ir.IntType(64)

_types: dict[tuple[Any, ...], "Address"] = {}
"""The numba type of each shape of tuple met so far: numba takes longer to work it out than a kernel to be called."""

_addresses: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
"""The address of each part for each kind of arguments met so far, and these."""


def addressed(value: Tuple) -> Tuple:
    """Return what kernels take for a named tuple: whoever reads its fields in a kernel finds them as in the tuple.

    Parameters
    ----------
    value : NamedTuple
        Of contiguous arrays, numbers, and named tuples of such. Kernels see what its arrays hold when they run.

    Raises
    ------
    ValueError
        When an array is not contiguous, or a field is nothing of the kind.

    Examples
    --------
    >>> from collections import namedtuple
    >>> from distributions.jit import kernel
    >>> Place = namedtuple("Place", ["counts", "scale"])
    >>> @kernel
    ... def scaled(place):
    ...     return place.counts[1] * place.scale
    >>> scaled(addressed(Place(np.array([3, 4]), 2.5)))
    10.0
    """
    return cast(Tuple, _Addressed(value)) if compiling() else value


class _Addressed:
    """A named tuple's words. It holds on to the tuple, whose arrays they point to."""

    def __init__(self, value: tuple[Any, ...]) -> None:
        words: list[int] = []
        shape = _lay_out(value, words)
        if shape not in _types:
            _types[shape] = Address(typeof(value))
        self._numba_type_ = _types[shape]
        self._words = np.array(words, dtype=np.uint64)
        self._value = value
        self.address = self._words.ctypes.data


def _lay_out(value: Any, words: list[int]) -> tuple[Any, ...]:
    """Append the words of a value, and return all that its type depends on."""
    if isinstance(value, tuple):
        return (type(value), *[_lay_out(field, words) for field in value])
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("an array that is handed to a kernel by address is to be contiguous")
        words += (value.__array_interface__["data"][0], *value.shape)
        return value.dtype, value.ndim, value.flags.writeable
    if isinstance(value, float):
        words.append(struct.unpack("=Q", struct.pack("=d", value))[0])
    elif isinstance(value, np.uint64) or (isinstance(value, int) and -(2**63) <= value < 2**63):
        words.append(int(value) % 2**64)
    else:
        raise ValueError(f"{value!r} cannot be handed to a kernel by address: write a float, an int or a np.uint64")
    return (type(value),)


class Address(types.Type):
    """Numba's type of where the words of a named tuple are."""

    def __init__(self, of: Any) -> None:
        self.of = of
        super().__init__(name=f"Address({of.instance_class.__name__})")

    @property
    def key(self) -> Any:
        """What tells it from others: the tuple's type."""
        return self.of


def _words_of(kind: Any) -> int:
    """How many words a field of a type takes."""
    if isinstance(kind, types.BaseNamedTuple):
        fields: Any = kind
        return sum(_words_of(field) for field in fields)
    return 1 + kind.ndim if isinstance(kind, types.Array) else 1


@register_model(Address)
class _AddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _WORD.as_pointer())


@unbox(Address)
def _take_address(kind: Any, value: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.long_as_ulonglong(number)
    c.pyapi.decref(number)
    return NativeValue(c.builder.inttoptr(address, _WORD.as_pointer()))


@infer_getattr
class _FieldTypes(AttributeTemplate):
    key = Address

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        if name not in kind.of.fields:
            return None
        field = kind.of[kind.of.fields.index(name)]
        return Address(field) if isinstance(field, types.BaseNamedTuple) else field


@lower_getattr_generic(Address)
def _read_field(context: Any, builder: Any, kind: Any, words: Any, name: str) -> Any:
    number = kind.of.fields.index(name)
    field = kind.of[number]
    first = sum(_words_of(kind.of[before]) for before in range(number))
    if isinstance(field, types.BaseNamedTuple):
        return _place(builder, words, first)
    if not isinstance(field, types.Array):
        return _read(builder, words, first, context.get_value_type(field))
    array = context.make_array(field)(context, builder)
    shape = [_read(builder, words, first + 1 + axis, _WORD) for axis in range(field.ndim)]
    itemsize = _WORD(context.get_abi_sizeof(context.get_data_type(field.dtype)))
    strides = [itemsize]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = _read(builder, words, first, array.data.type)
    # Nobody counts references to it: the caller holds on to the tuple while the kernel runs.
    populate_array(array, data, shape, strides, itemsize, meminfo=None)
    return array._getvalue()


def _place(builder: Any, words: Any, number: int) -> Any:
    return builder.gep(words, [_WORD(number)], inbounds=True)


def _read(builder: Any, words: Any, number: int, kind: Any) -> Any:
    """Read a word; the compiler is told that it stays the same, so that it need not be read anew in each round."""
    value = builder.load(builder.bitcast(_place(builder, words, number), kind.as_pointer()))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


def address_of(part: Any, *arguments: Any) -> Any:
    """Return what `call` takes for a part: its address; uncompiled, the part itself.

    It is compiled first, unless it is on disk.

    Parameters
    ----------
    part : kernel
        It returns nothing.
    arguments
        Such as it will be called with.

    Examples
    --------
    >>> from distributions.jit import kernel
    >>> @kernel
    ... def fill(out, value):
    ...     out[0] = value
    >>> @kernel
    ... def fill_by(part, out, value):
    ...     call(part, out, value)
    >>> out = np.zeros(1)
    >>> fill_by(address_of(fill, out, 2.5), out, 2.5)
    >>> out.tolist()
    [2.5]
    """
    if not compiling():
        return part
    kinds = tuple(getattr(argument, "_numba_type_", None) or typeof(argument) for argument in arguments)
    # There is one type of a kind, and it stays: its number says as much as all it is made of, and sooner.
    known = (part, *map(id, kinds))
    if known not in _addresses:
        part.compile(kinds)
        made = part.overloads[kinds]
        _addresses[known] = made.library.get_pointer_to_function(made.fndesc.llvm_cfunc_wrapper_name), kinds
    return _addresses[known][0]


def _call(part: Any, *arguments: Any) -> None:
    """Call a part, uncompiled."""
    part(*arguments)


@intrinsic
def _call_at(typing: Any, address: Any, *arguments: Any) -> Any:
    """Call the part at an address."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kinds = [context.get_value_type(kind) for kind in signature.args[1]]
        part = ir.FunctionType(context.get_value_type(types.none), kinds)
        given = [builder.extract_value(values[1], i) for i in range(len(kinds))]
        builder.call(builder.inttoptr(values[0], part.as_pointer()), given)
        return context.get_dummy_value()

    return types.none(address, types.StarArgTuple(arguments)), code


call: Any = _call_at if compiling() else _call
