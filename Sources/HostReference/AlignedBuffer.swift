/// Memory of one tensor, aligned for every kernel, with a fence on either side.
final class AlignedBuffer {
  private static let fenceBytes = 16
  private static let fence: UInt8 = 0xA5

  private let memory: UnsafeMutableRawPointer
  let byteCount: Int

  /// Bytes that hold a pattern until they are written.
  init(byteCount: Int) {
    self.byteCount = byteCount
    let total = byteCount + 2 * Self.fenceBytes
    memory = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: Self.fence, count: total)
  }

  convenience init(_ bytes: [UInt8]) {
    self.init(byteCount: bytes.count)
    write(bytes)
  }

  /// An array of pointers.
  convenience init(addresses: [UnsafeMutableRawPointer]) {
    self.init(addresses.withUnsafeBytes { Array($0) })
  }

  deinit { memory.deallocate() }

  var address: UnsafeMutableRawPointer { memory + Self.fenceBytes }

  var bytes: [UInt8] {
    Array(UnsafeRawBufferPointer(start: address, count: byteCount))
  }

  /// Writes as many bytes as the buffer holds.
  func write(_ bytes: [UInt8]) {
    precondition(bytes.count == byteCount, "a buffer is written whole")
    UnsafeMutableRawBufferPointer(start: address, count: byteCount).copyBytes(from: bytes)
  }

  /// Whether nothing wrote beside the buffer.
  var isFenceWhole: Bool {
    let total = byteCount + 2 * Self.fenceBytes
    let all = UnsafeRawBufferPointer(start: memory, count: total)
    return all.prefix(Self.fenceBytes).allSatisfy { $0 == Self.fence }
      && all.suffix(Self.fenceBytes).allSatisfy { $0 == Self.fence }
  }
}
