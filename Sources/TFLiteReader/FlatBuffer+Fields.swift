import ModelGraph

/// Reading a table's fields by their number in the schema.
extension FlatBuffer {
  /// Where the field lies, or `nil` when the table leaves it out.
  func field(
    _ number: Int, bytes byteCount: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> Int? {
    guard number < table.fields else { return nil }
    let distance = Int(try uint16(at: table.vtable + 4 + 2 * number, what))
    guard distance != 0 else { return nil }
    guard distance >= 4, distance + byteCount <= table.tableBytes else {
      throw ModelReadError(
        .invalid(what: what, problem: "has field \(number) outside itself, \(distance) B in"))
    }
    return table.offset + distance
  }

  func uint8(
    _ number: Int, of table: FlatTable, default value: UInt8 = 0, _ what: String
  ) throws(ModelReadError) -> UInt8 {
    guard let offset = try field(number, bytes: 1, of: table, what) else { return value }
    return try uint8(at: offset, what)
  }

  func bool(
    _ number: Int, of table: FlatTable, default value: Bool = false, _ what: String
  ) throws(ModelReadError) -> Bool {
    try uint8(number, of: table, default: value ? 1 : 0, what) != 0
  }

  func int32(
    _ number: Int, of table: FlatTable, default value: Int = 0, _ what: String
  ) throws(ModelReadError) -> Int {
    guard let offset = try field(number, bytes: 4, of: table, what) else { return value }
    return Int(try int32(at: offset, what))
  }

  func uint32(
    _ number: Int, of table: FlatTable, default value: Int = 0, _ what: String
  ) throws(ModelReadError) -> Int {
    guard let offset = try field(number, bytes: 4, of: table, what) else { return value }
    return Int(try uint32(at: offset, what))
  }

  func float32(
    _ number: Int, of table: FlatTable, default value: Float = 0, _ what: String
  ) throws(ModelReadError) -> Float {
    guard let offset = try field(number, bytes: 4, of: table, what) else { return value }
    return Float(bitPattern: try uint32(at: offset, what))
  }

  func uint64(
    _ number: Int, of table: FlatTable, default value: UInt64 = 0, _ what: String
  ) throws(ModelReadError) -> UInt64 {
    guard let offset = try field(number, bytes: 8, of: table, what) else { return value }
    return try uint64(at: offset, what)
  }

  /// The table that a field refers to, charged.
  mutating func table(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> FlatTable? {
    guard let offset = try field(number, bytes: 4, of: table, what) else { return nil }
    try charge(4)
    return try self.table(at: try target(of: offset, what), what)
  }

  /// The vector that a field refers to, charged by its size.
  mutating func vector(
    _ number: Int, of table: FlatTable, elementBytes: Int, _ what: String
  ) throws(ModelReadError) -> FlatVector? {
    guard let offset = try field(number, bytes: 4, of: table, what) else { return nil }
    let vector = try self.vector(
      at: try target(of: offset, what), elementBytes: elementBytes, what)
    try charge(4 + vector.byteCount)
    return vector
  }

  /// A vector of tables; absent is empty.
  mutating func tables(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> [FlatTable] {
    guard let vector = try vector(number, of: table, elementBytes: 4, what) else { return [] }
    var tables: [FlatTable] = []
    tables.reserveCapacity(vector.count)
    for index in 0..<vector.count {
      let element = "\(what) \(index)"
      tables.append(
        try self.table(at: try target(of: vector.offset(of: index), element), element))
    }
    return tables
  }

  /// A vector of 32-bit integers, or `nil` where absent.
  mutating func int32s(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> [Int]? {
    guard let vector = try vector(number, of: table, elementBytes: 4, what) else { return nil }
    var values: [Int] = []
    values.reserveCapacity(vector.count)
    for index in 0..<vector.count {
      values.append(Int(try int32(at: vector.offset(of: index), what)))
    }
    return values
  }

  mutating func int64s(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> [Int] {
    guard let vector = try vector(number, of: table, elementBytes: 8, what) else { return [] }
    var values: [Int] = []
    values.reserveCapacity(vector.count)
    for index in 0..<vector.count {
      values.append(Int(Int64(bitPattern: try uint64(at: vector.offset(of: index), what))))
    }
    return values
  }

  mutating func float32s(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> [Float] {
    guard let vector = try vector(number, of: table, elementBytes: 4, what) else { return [] }
    var values: [Float] = []
    values.reserveCapacity(vector.count)
    for index in 0..<vector.count {
      values.append(Float(bitPattern: try uint32(at: vector.offset(of: index), what)))
    }
    return values
  }

  /// The bytes of a vector of bytes, or `nil` where absent.
  mutating func byteVector(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> [UInt8]? {
    guard let vector = try vector(number, of: table, elementBytes: 1, what) else { return nil }
    return Array(bytes[vector.offset..<vector.offset + vector.count])
  }

  /// A string, with what is not UTF-8 replaced; absent is `nil`.
  mutating func string(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> String? {
    guard let bytes = try byteVector(number, of: table, what) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
