package import ModelGraph

/// One call of a C kernel: which function, with which parameters, on which buffers.
///
/// Every kernel has the form `void symbol(const parameterType *params, argument...)`. Its parameter
/// struct holds `int32_t` fields and arrays of `int32_t` only, so that a call can be written as a C
/// initializer and, on the host, as words in memory, from this one value.
package struct KernelCall: Hashable, Sendable {
  /// The kernel's C function: `mcub_conv_2d_s8_ref`.
  package let symbol: String
  /// The header that declares it, without folder: `mcub_conv_2d_s8.h`.
  package let header: String
  /// Its parameter struct: `mcub_conv_2d_s8_params`.
  package let parameterType: String
  /// Every field of the struct, in the struct's order.
  package let parameters: [KernelParameter]
  /// The arguments after `params`, in the function's order.
  package let arguments: [KernelArgument]
  /// Places in ``Layer/inputs`` that ``Layer/outputs``'s first tensor may lie on exactly: the kernel
  /// reads element i of that input before it writes element i of the output, and never again.
  package let inPlaceInputs: [Int]
  /// Whether the call only copies its first input to its output, so that it can be left out when
  /// both lie on the same memory.
  package let isPlainCopy: Bool
  /// The place in ``arguments`` of a constant that the kernel reads once, first to last, or `nil`
  /// when it has none or reads it again and again.
  package let streamedArgument: Int?

  package init(
    symbol: String, header: String, parameterType: String, parameters: [KernelParameter],
    arguments: [KernelArgument], inPlaceInputs: [Int] = [], isPlainCopy: Bool = false,
    streamedArgument: Int? = nil
  ) {
    self.symbol = symbol
    self.header = header
    self.parameterType = parameterType
    self.parameters = parameters
    self.arguments = arguments
    self.inPlaceInputs = inPlaceInputs
    self.isPlainCopy = isPlainCopy
    self.streamedArgument = streamedArgument
  }

  /// Tensors of the graph that the call reads or writes, in the order of its arguments.
  package var tensorIDs: [TensorID] {
    arguments.flatMap { argument -> [TensorID] in
      switch argument {
      case .tensor(let tensor): [tensor]
      case .tensors(let tensors): tensors
      case .constant, .scratch, .null: []
      }
    }
  }

  /// Scratch bytes that the kernel needs while it runs.
  package var scratchBytes: Int {
    arguments.reduce(0) { sum, argument in
      if case .scratch(let byteCount) = argument { sum + byteCount } else { sum }
    }
  }
}

/// A field of a kernel's parameter struct: one value, or an array's values.
package struct KernelParameter: Hashable, Sendable {
  package let name: String
  package let values: [Int32]
  package let isArray: Bool

  package init(_ name: String, _ value: Int32) {
    self.name = name
    values = [value]
    isArray = false
  }

  package init(_ name: String, array values: [Int32]) {
    self.name = name
    self.values = values
    isArray = true
  }
}

/// A pointer argument of a kernel.
package enum KernelArgument: Hashable, Sendable {
  /// An activation or constant tensor of the graph; a constant's data is stored with the image.
  case tensor(TensorID)
  /// Several tensors behind one argument, a static array of pointers to them: the inputs of a
  /// concatenation, the outputs of a split.
  case tensors([TensorID])
  /// Data that the packer made: folded biases, multipliers, shifts, tables.
  case constant(KernelConstant)
  /// Memory for the duration of the call, aligned to 8 bytes, contents undefined.
  case scratch(byteCount: Int)
  /// The optional argument is absent: `NULL`.
  case null
}

/// Data that the packer made for a kernel.
package struct KernelConstant: Hashable, Sendable {
  /// What it is, a C identifier's tail: `bias`, `multipliers`, `table`.
  package let role: String
  package let type: ElementType
  /// Little-endian elements.
  package let bytes: [UInt8]

  /// All bytes at once: many times as fast as one by one.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(role)
    hasher.combine(type)
    hasher.combine(bytes.count)
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  package init(role: String, type: ElementType, bytes: [UInt8]) {
    self.role = role
    self.type = type
    self.bytes = bytes
  }

  package init(role: String, int32 values: [Int32]) {
    self.init(
      role: role, type: .int32,
      bytes: values.map(\.littleEndian).withUnsafeBytes { Array($0) })
  }

  package init(role: String, int8 values: [Int8]) {
    self.init(role: role, type: .int8, bytes: values.map { UInt8(bitPattern: $0) })
  }
}
