"""Runs a .tflite in an interpreter that is not ours.

    run_model.py tflite|tflm MODEL INPUTS OUTPUTS

INPUTS holds vectors one after the other, each all graph inputs in order, raw; OUTPUTS is written
alike. tflite is TensorFlow Lite with its reference kernels, tflm TensorFlow Lite for
Microcontrollers. Needs what packaging/setup.sh puts into .build/tflite.
"""

import sys

import numpy as np


def tflite(model):
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter = Interpreter(
        model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF
    )
    interpreter.allocate_tensors()
    outputs = [detail["index"] for detail in interpreter.get_output_details()]

    def run(values):
        for detail, value in zip(interpreter.get_input_details(), values):
            interpreter.set_tensor(detail["index"], value)
        interpreter.invoke()
        return [interpreter.get_tensor(index) for index in outputs]

    return [(d["shape"], d["dtype"]) for d in interpreter.get_input_details()], run


def tflm(model):
    from tflite_micro.python.tflite_micro import runtime

    # The graph's ports are asked of TensorFlow Lite, which knows their number.
    ports, _ = tflite(model)
    interpreter = runtime.Interpreter.from_bytes(model, arena_size=8 << 20)
    from ai_edge_litert.interpreter import Interpreter

    outputs = len(Interpreter(model_content=model).get_output_details())

    def run(values):
        for index, value in enumerate(values):
            interpreter.set_input(value, index)
        interpreter.invoke()
        return [interpreter.get_output(index) for index in range(outputs)]

    return ports, run


def main():
    which, model, inputs, outputs = sys.argv[1:]
    with open(model, "rb") as file:
        ports, run = {"tflite": tflite, "tflm": tflm}[which](file.read())
    sizes = [int(np.prod(shape)) * np.dtype(dtype).itemsize for shape, dtype in ports]
    data = np.fromfile(inputs, np.uint8)
    if len(data) % sum(sizes) != 0:
        sys.exit(f"{inputs} holds {len(data)} B, a vector needs {sum(sizes)} B")
    with open(outputs, "wb") as file:
        for vector in data.reshape(-1, sum(sizes)):
            parts = np.split(vector, np.cumsum(sizes)[:-1])
            values = [
                np.ascontiguousarray(part).view(dtype).reshape(shape)
                for part, (shape, dtype) in zip(parts, ports)
            ]
            for value in run(values):
                file.write(np.ascontiguousarray(value).tobytes())


main()
