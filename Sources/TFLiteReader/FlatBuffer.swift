/// The bytes of a flatbuffer, read with every offset checked and no alignment assumed.
///
/// FlatBuffers internals: all numbers are little-endian; a reference is an unsigned 32-bit distance
/// forward from where it stands; a vector or string is a 32-bit count and then its elements.
///
/// Whatever is decoded is charged against a budget in proportion to the file, so that a file whose
/// references all lead to the same large part costs neither time nor memory beyond that.
struct FlatBuffer {
  let bytes: [UInt8]
  private(set) var remainingBudgetBytes: Int
  private let budgetBytes: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // No sound file describes a byte more than a few times; the constant is room for small ones.
    budgetBytes = 4 * bytes.count + 65_536
    remainingBudgetBytes = budgetBytes
  }

  /// Takes `byteCount` from the budget.
  mutating func charge(_ byteCount: Int) throws(ModelReadError) {
    guard byteCount <= remainingBudgetBytes else {
      throw ModelReadError(.amplified(limitBytes: budgetBytes))
    }
    remainingBudgetBytes -= byteCount
  }

  /// Throws unless `byteCount` bytes lie at `offset`.
  func check(_ offset: Int, _ byteCount: Int, _ what: String) throws(ModelReadError) {
    guard offset >= 0, byteCount >= 0, offset <= bytes.count, byteCount <= bytes.count - offset
    else {
      throw ModelReadError(.outOfBounds(what: what, offset: offset, fileBytes: bytes.count))
    }
  }

  func uint8(at offset: Int, _ what: String) throws(ModelReadError) -> UInt8 {
    try check(offset, 1, what)
    return bytes[offset]
  }

  func uint16(at offset: Int, _ what: String) throws(ModelReadError) -> UInt16 {
    try check(offset, 2, what)
    return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  func uint32(at offset: Int, _ what: String) throws(ModelReadError) -> UInt32 {
    try check(offset, 4, what)
    return UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
  }

  func int32(at offset: Int, _ what: String) throws(ModelReadError) -> Int32 {
    Int32(bitPattern: try uint32(at: offset, what))
  }

  func uint64(at offset: Int, _ what: String) throws(ModelReadError) -> UInt64 {
    try check(offset, 8, what)
    return UInt64(try uint32(at: offset, what)) | UInt64(try uint32(at: offset + 4, what)) << 32
  }

  /// Where the reference at `offset` leads.
  func target(of offset: Int, _ what: String) throws(ModelReadError) -> Int {
    let target = offset + Int(try uint32(at: offset, what))
    try check(target, 4, what)
    return target
  }

  /// The vector at `offset`, checked to lie in the file.
  func vector(
    at offset: Int, elementBytes: Int, _ what: String
  ) throws(ModelReadError) -> FlatVector {
    let count = Int(try uint32(at: offset, what))
    try check(offset + 4, count * elementBytes, what)
    return FlatVector(offset: offset + 4, count: count, elementBytes: elementBytes)
  }

  /// The table at `offset`, its vtable checked to lie in the file.
  func table(at offset: Int, _ what: String) throws(ModelReadError) -> FlatTable {
    let vtable = offset - Int(try int32(at: offset, what))
    let vtableBytes = Int(try uint16(at: vtable, "the field list of \(what)"))
    let tableBytes = Int(try uint16(at: vtable + 2, "the field list of \(what)"))
    guard vtableBytes >= 4, vtableBytes.isMultiple(of: 2), tableBytes >= 4 else {
      throw ModelReadError(
        .invalid(
          what: what,
          problem: "has a field list of \(vtableBytes) B for \(tableBytes) B at byte \(vtable)"))
    }
    try check(vtable, vtableBytes, "the field list of \(what)")
    try check(offset, tableBytes, what)
    return FlatTable(
      offset: offset, tableBytes: tableBytes, vtable: vtable, fields: (vtableBytes - 4) / 2)
  }
}

/// Where a vector's elements lie.
struct FlatVector {
  let offset: Int
  let count: Int
  let elementBytes: Int

  var byteCount: Int { count * elementBytes }

  func offset(of index: Int) -> Int { offset + index * elementBytes }
}

/// Where a table and its list of fields lie.
struct FlatTable {
  let offset: Int
  let tableBytes: Int
  let vtable: Int
  let fields: Int
}
