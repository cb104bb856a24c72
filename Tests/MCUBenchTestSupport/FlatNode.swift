/// A part of a flatbuffer to be written: a table, vector or string.
package indirect enum FlatNode: Sendable {
  /// Fields by their numbers in the schema.
  case table([Int: FlatField])
  /// A vector of plain elements of `elementBytes` each.
  case vector([UInt8], elementBytes: Int)
  case string([UInt8])
  case tables([FlatNode])
  /// A vector of tables whose references all lead to the same one.
  case sameTable(FlatNode, count: Int)

  package static func string(_ text: String) -> FlatNode { .string(Array(text.utf8)) }

  package static func vector(_ values: [some FixedWidthInteger]) -> FlatNode {
    .vector(littleEndian(values), elementBytes: values.first.map { $0.bitWidth / 8 } ?? 4)
  }

  package static func vector(_ values: [Float]) -> FlatNode {
    .vector(littleEndian(values), elementBytes: 4)
  }
}

/// The value of a table's field.
package enum FlatField: Sendable {
  /// Little-endian bytes of a number, as many as its alignment.
  case scalar([UInt8])
  case reference(FlatNode)

  package static func uint8(_ value: Int) -> FlatField {
    .scalar([UInt8(truncatingIfNeeded: value)])
  }
  package static func bool(_ value: Bool) -> FlatField { .uint8(value ? 1 : 0) }
  package static func int32(_ value: Int) -> FlatField {
    .scalar(littleEndian([Int32(truncatingIfNeeded: value)]))
  }
  package static func uint64(_ value: UInt64) -> FlatField { .scalar(littleEndian([value])) }
  package static func float32(_ value: Float) -> FlatField { .scalar(littleEndian([value])) }
}

/// Lays nodes out after each other, each reference leading forward.
package struct FlatWriter {
  private var bytes: [UInt8] = []

  /// A file with `root` and an identifier of four bytes.
  package static func file(root: FlatNode, identifier: String) -> [UInt8] {
    var writer = FlatWriter()
    writer.bytes = [0, 0, 0, 0] + Array(identifier.utf8)
    writer.write(root, referredFrom: 0)
    return writer.bytes
  }

  private mutating func pad(until isAligned: (Int) -> Bool) {
    while !isAligned(bytes.count) { bytes.append(0) }
  }

  private mutating func append(word value: Int) {
    bytes += littleEndian([UInt32(truncatingIfNeeded: value)])
  }

  private mutating func setWord(at offset: Int, _ value: Int) {
    bytes.replaceSubrange(
      offset..<offset + 4, with: littleEndian([UInt32(truncatingIfNeeded: value)]))
  }

  private mutating func write(_ node: FlatNode, referredFrom reference: Int) {
    switch node {
    case .table(let fields): writeTable(fields, referredFrom: reference)
    case .vector(let elements, let elementBytes):
      pad { ($0 + 4).isMultiple(of: max(elementBytes, 4)) }
      setWord(at: reference, bytes.count - reference)
      append(word: elements.count / elementBytes)
      bytes += elements
    case .string(let text):
      pad { $0.isMultiple(of: 4) }
      setWord(at: reference, bytes.count - reference)
      append(word: text.count)
      bytes += text + [0]
    case .tables(let nodes):
      let places = beginReferences(nodes.count, referredFrom: reference)
      for (place, node) in zip(places, nodes) { write(node, referredFrom: place) }
    case .sameTable(let node, let count):
      let places = beginReferences(count, referredFrom: reference)
      guard let first = places.first else { return }
      write(node, referredFrom: first)
      let target = first + Int(word(at: first))
      for place in places { setWord(at: place, target - place) }
    }
  }

  private func word(at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
  }

  private mutating func beginReferences(_ count: Int, referredFrom reference: Int) -> [Int] {
    pad { $0.isMultiple(of: 4) }
    setWord(at: reference, bytes.count - reference)
    append(word: count)
    let places = (0..<count).map { bytes.count + 4 * $0 }
    bytes += [UInt8](repeating: 0, count: 4 * count)
    return places
  }

  private mutating func writeTable(_ fields: [Int: FlatField], referredFrom reference: Int) {
    let count = (fields.keys.max() ?? -1) + 1
    var distances = [Int](repeating: 0, count: count)
    var content: [UInt8] = [0, 0, 0, 0]
    var children: [(distance: Int, node: FlatNode)] = []
    for number in fields.keys.sorted() {
      guard let field = fields[number] else { continue }
      let value: [UInt8]
      switch field {
      case .scalar(let bytes): value = bytes
      case .reference(let node):
        value = [0, 0, 0, 0]
        while !content.count.isMultiple(of: 4) { content.append(0) }
        children.append((content.count, node))
      }
      while !content.count.isMultiple(of: value.count) { content.append(0) }
      distances[number] = content.count
      content += value
    }
    pad { $0.isMultiple(of: 2) }
    let list = bytes.count
    bytes += littleEndian(([4 + 2 * count, content.count] + distances).map { UInt16($0) })
    pad { $0.isMultiple(of: 8) }
    let table = bytes.count
    setWord(at: reference, table - reference)
    bytes += content
    setWord(at: table, table - list)
    for child in children { write(child.node, referredFrom: table + child.distance) }
  }
}
