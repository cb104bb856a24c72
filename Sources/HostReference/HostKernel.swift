import CKernels
import ModelGraph
import Planning

/// A C kernel found by name, whose declaration a call fits.
struct HostKernel {
  private let function: mcub_host_kernel

  /// - Throws: When the host has no such kernel, or when its parameter struct or its number of
  ///   arguments is another than the call's.
  init(_ call: KernelCall, layer: Int) throws(HostReferenceError) {
    guard let found = mcub_host_kernel_named(call.symbol) else {
      throw HostReferenceError(.unknownKernel(layer: layer, symbol: call.symbol))
    }
    function = found.pointee
    let words = call.parameters.reduce(0) { $0 + $1.values.count }
    let givenBytes = words * MemoryLayout<Int32>.size
    guard Int(function.params_bytes) == givenBytes,
      Int(function.argument_count) == call.arguments.count
    else {
      throw HostReferenceError(
        .callMismatch(
          layer: layer, symbol: call.symbol, neededBytes: Int(function.params_bytes),
          givenBytes: givenBytes, neededArguments: Int(function.argument_count),
          givenArguments: call.arguments.count))
    }
  }

  /// Runs the kernel on the tensors' memory.
  ///
  /// - Throws: When a tensor has no memory, and when the kernel wrote beside its own.
  func run(
    _ call: KernelCall, layer: Int, memory: inout TensorMemory
  ) throws(HostReferenceError) {
    var held: [AlignedBuffer] = []
    var addresses: [UnsafeMutableRawPointer?] = []
    func hold(_ buffer: AlignedBuffer) {
      held.append(buffer)
      addresses.append(buffer.address)
    }
    for argument in call.arguments {
      switch argument {
      case .tensor(let tensor):
        hold(try memory.buffer(of: tensor, layer: layer))
      case .tensors(let tensors):
        var list: [AlignedBuffer] = []
        for tensor in tensors { list.append(try memory.buffer(of: tensor, layer: layer)) }
        held += list
        hold(AlignedBuffer(addresses: list.map(\.address)))
      case .constant(let constant): hold(AlignedBuffer(constant.bytes))
      case .scratch(let byteCount): hold(AlignedBuffer(byteCount: byteCount))
      case .null: addresses.append(nil)
      }
    }
    let words = call.parameters.flatMap(\.values)
    let isContained = withExtendedLifetime(held) {
      words.withUnsafeBytes { parameters in
        addresses.withUnsafeBufferPointer { arguments in
          function.call(parameters.baseAddress, arguments.baseAddress)
        }
      }
      return held.allSatisfy(\.isFenceWhole)
    }
    guard isContained else {
      throw HostReferenceError(.wroteOutside(layer: layer, symbol: call.symbol))
    }
  }
}
