// SPDX-License-Identifier: GPL-2.0-or-later
import ModelGraph
import Planning
import VirtualBoard

/// A kernel call as words for the chip: where its tensors lie, and what they hold.
struct CallSetup {
  /// The kernel's arguments, its parameter struct first.
  private(set) var words: [UInt32] = []
  private(set) var constantBytes = 0
  private let symbol: String
  private var book: PlaceBook
  private var addresses: [TensorID: UInt32] = [:]
  private var contents: [UInt32: [UInt8]] = [:]
  private var writable: [(address: UInt32, byteCount: Int)] = []
  private var outputs: [(tensor: TensorID, address: UInt32, byteCount: Int)] = []
  private var flash: [(address: UInt32, bytes: [UInt8])] = []
  private var nextConstant: UInt32
  private var fill: UInt64
  private var expected: [(start: UInt32, bytes: [UInt8])] = []

  private let chip: BenchChip

  init(
    _ call: KernelCall, _ layer: Layer, _ graph: ModelGraph, _ inputs: [TensorID: [UInt8]],
    _ demand: KernelMachine.Demand, on chip: BenchChip, origin: UInt32
  ) throws(BenchFailure) {
    symbol = call.symbol
    self.chip = chip
    book = PlaceBook(symbol: call.symbol, on: chip)
    nextConstant = origin
    fill = demand.fill
    let wishes = demand.places
    let scratchAddress = try placeActivations(call, layer, graph, inputs, wishes)
    words = [placeConstant(KernelConstant(role: "params", int32: call.words).bytes)]
    var lastConstant: [UInt8]?
    for argument in call.arguments {
      switch argument {
      case .tensor(let tensor):
        words.append(try address(of: tensor, graph, wishes))
      case .tensors(let tensors):
        var list: [Int32] = []
        for tensor in tensors {
          list.append(Int32(bitPattern: try address(of: tensor, graph, wishes)))
        }
        words.append(placeConstant(KernelConstant(role: "list", int32: list).bytes))
      case .constant(let constant):
        words.append(try place(constant.bytes, wishes))
        lastConstant = constant.bytes
      case .scratch: words.append(scratchAddress)
      case .null: words.append(0)
      }
    }
    if wishes.constantsAtEnd, let bytes = lastConstant,
      let place = flash.last(where: { $0.bytes == bytes })
    {
      moveToEnd(place.address, bytes)
    }
  }

  /// Gives the address of the scratch.
  private mutating func placeActivations(
    _ call: KernelCall, _ layer: Layer, _ graph: ModelGraph, _ inputs: [TensorID: [UInt8]],
    _ wishes: PlaceWishes
  ) throws(BenchFailure) -> UInt32 {
    let used = Set(call.tensorIDs)
    let read = layer.inputs.compactMap { $0 }.filter {
      used.contains($0) && !graph.tensors[$0].isConstant && !layer.outputs.contains($0)
    }
    let written = layer.outputs.filter { used.contains($0) }
    var scratch: UInt32 = 0
    if wishes.atEnd == .input, let tensor = read.first {
      addresses[tensor] = book.placeAtEnd("input", graph.tensors[tensor].byteCount)
    } else if wishes.atEnd == .output, let tensor = written.first {
      addresses[tensor] = book.placeAtEnd("output", graph.tensors[tensor].byteCount)
    } else if wishes.atEnd == .scratch, call.scratchBytes > 0 {
      scratch = book.placeAtEnd("scratch", call.scratchBytes)
    }
    if wishes.isInPlace, let output = written.first,
      let tensor = call.inPlaceInputs.compactMap({ layer.input($0) }).first(where: read.contains),
      graph.tensors[tensor].byteCount == graph.tensors[output].byteCount
    {
      let byteCount = graph.tensors[output].byteCount
      let address =
        if let known = addresses[tensor] ?? addresses[output] { known } else {
          try book.place("output on input", byteCount, in: wishes.outputs)
        }
      addresses[tensor] = address
      addresses[output] = address
    }
    if call.scratchBytes > 0 {
      if scratch == 0 {
        scratch = try book.place("scratch", call.scratchBytes, in: wishes.scratch)
      }
      writable.append((scratch, call.scratchBytes))
    }
    if wishes.putsInputsFirst { try placeInputs(read, graph, inputs, wishes) }
    for tensor in written {
      let byteCount = graph.tensors[tensor].byteCount
      if addresses[tensor] == nil {
        addresses[tensor] = try book.place("output", byteCount, in: wishes.outputs)
      }
      let address = addresses[tensor] ?? 0
      writable.append((address, byteCount))
      outputs.append((tensor, address, byteCount))
    }
    if !wishes.putsInputsFirst { try placeInputs(read, graph, inputs, wishes) }
    return scratch
  }

  private mutating func placeInputs(
    _ tensors: [TensorID], _ graph: ModelGraph, _ inputs: [TensorID: [UInt8]],
    _ wishes: PlaceWishes
  ) throws(BenchFailure) {
    for tensor in tensors {
      let byteCount = graph.tensors[tensor].byteCount
      guard let bytes = inputs[tensor], bytes.count == byteCount else {
        throw BenchFailure(.unplacedTensor(symbol: symbol, tensor: tensor))
      }
      if addresses[tensor] == nil {
        addresses[tensor] = try book.place("input", byteCount, in: wishes.inputs)
      }
      contents[addresses[tensor] ?? 0] = bytes
    }
  }

  private mutating func address(
    of tensor: TensorID, _ graph: ModelGraph, _ wishes: PlaceWishes
  ) throws(BenchFailure) -> UInt32 {
    if let address = addresses[tensor] { return address }
    guard let data = graph.tensors[tensor].data else {
      throw BenchFailure(.unplacedTensor(symbol: symbol, tensor: tensor))
    }
    let address = try place(data, wishes)
    addresses[tensor] = address
    return address
  }

  /// Places data that the image would hold.
  private mutating func place(
    _ bytes: [UInt8], _ wishes: PlaceWishes
  ) throws(BenchFailure) -> UInt32 {
    constantBytes += bytes.count
    guard let region = wishes.constants else { return placeConstant(bytes) }
    let address = try book.place("constant", bytes.count, in: region)
    contents[address] = bytes
    return address
  }

  private mutating func placeConstant(_ bytes: [UInt8]) -> UInt32 {
    let address = nextConstant
    flash.append((address, bytes))
    nextConstant = (address + UInt32(bytes.count) + PlaceBook.alignment) / 16 * 16 + 16
    return address
  }

  /// Moves a constant to the end of the flash: reading on faults.
  private mutating func moveToEnd(_ old: UInt32, _ bytes: [UInt8]) {
    let end = chip.constants.upperBound
    let new = (end - UInt32(bytes.count)) / PlaceBook.alignment * PlaceBook.alignment
    flash.append((new, bytes))
    words = words.map { $0 == old ? new : $0 }
  }

  /// Fills memory: guards and scratch with noise, the rest with what it holds.
  mutating func write(to machine: Machine) throws(BenchFailure) {
    for (address, bytes) in flash {
      let isPlaced =
        chip.hasConstantsInImage
        ? machine.setImage(bytes, at: Int(address - chip.image))
        : machine.setMemory(bytes, at: address)
      guard isPlaced else {
        throw BenchFailure(.unmapped(address: address))
      }
    }
    for span in book.spans {
      var bytes = noise(span.count)
      for buffer in book.buffers where span.contains(buffer.address) {
        let offset = Int(buffer.address - span.lowerBound)
        if let content = contents[buffer.address] {
          bytes.replaceSubrange(offset..<offset + content.count, with: content)
        }
      }
      guard machine.setMemory(bytes, at: span.lowerBound) else {
        throw BenchFailure(.unmapped(address: span.lowerBound))
      }
      expected.append((span.lowerBound, bytes))
    }
  }

  /// The outputs.
  ///
  /// - Throws: When a byte that is neither output nor scratch has changed.
  func read(from machine: Machine) throws(BenchFailure) -> [TensorID: [UInt8]] {
    for (address, bytes) in flash
    where machine.memory(at: address, count: bytes.count) != bytes {
      throw BenchFailure(.wroteOutside(symbol: symbol, address: address, after: "a constant"))
    }
    for (start, bytes) in expected {
      guard var now = machine.memory(at: start, count: bytes.count) else {
        throw BenchFailure(.unmapped(address: start))
      }
      for (address, count) in writable
      where address >= start && Int(address - start) < bytes.count {
        let offset = Int(address - start)
        now.replaceSubrange(offset..<offset + count, with: bytes[offset..<offset + count])
      }
      if now != bytes, let place = now.indices.first(where: { now[$0] != bytes[$0] }) {
        let address = start + UInt32(place)
        let near = book.buffers.min { $0.distance(to: address) < $1.distance(to: address) }
        throw BenchFailure(
          .wroteOutside(symbol: symbol, address: address, after: near?.text ?? "nothing"))
      }
    }
    var read: [TensorID: [UInt8]] = [:]
    for (tensor, address, byteCount) in outputs {
      read[tensor] = machine.memory(at: address, count: byteCount) ?? []
    }
    return read
  }

  /// Where the buffers lie: `output dtcm, input sram1`.
  var placesText: String {
    book.buffers.map { buffer in
      let region = chip.regions.first { $0.value.contains(buffer.address) }?.key
      return "\(buffer.name) \(region?.rawValue ?? "flash")"
    }.joined(separator: ", ")
  }

  private mutating func noise(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      for index in 0..<count {
        // A linear congruential generator (Knuth, MMIX); its upper bits are good enough here.
        fill = fill &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        buffer[index] = UInt8(truncatingIfNeeded: fill >> 56)
      }
      written = count
    }
  }
}

extension PlacedBuffer {
  fileprivate func distance(to place: UInt32) -> UInt32 {
    place < address ? address - place : place < end ? 0 : place - end
  }

  fileprivate var text: String {
    "\(name) \(BenchFailure.hexadecimal(address))..<\(BenchFailure.hexadecimal(end))"
  }
}

extension KernelCall {
  /// The parameter struct's words.
  fileprivate var words: [Int32] { parameters.flatMap(\.values) }
}
