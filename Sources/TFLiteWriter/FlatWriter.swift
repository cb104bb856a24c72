/// Lays the parts of a flatbuffer out after each other, each reference leading forward.
package struct FlatWriter {
  private var bytes: [UInt8] = []
  private let parts: [FlatParts.Part]
  /// Where the references to a part stand that is not written yet, by part.
  private var referrers: [[Int]]
  /// Where each list of a table's fields lies, by its bytes.
  private var fieldLists: [[UInt8]: Int] = [:]

  /// A file with `root` and an identifier of four bytes; equal parts are written once.
  ///
  /// The same nodes give the same bytes.
  package static func file(
    root: FlatNode, identifier: String, sharesParts: Bool = true
  ) -> [UInt8] {
    var parts = FlatParts(sharesParts: sharesParts)
    let last = parts.add(root)
    var writer = FlatWriter(parts.parts)
    writer.bytes = [0, 0, 0, 0] + Array(identifier.utf8)
    writer.referrers[last].append(0)
    // Whatever refers to a part was added after it, so that from the last to the first every part
    // follows all that refer to it.
    for part in writer.parts.indices.reversed() { writer.write(part) }
    return writer.bytes
  }

  private init(_ parts: [FlatParts.Part]) {
    self.parts = parts
    referrers = Array(repeating: [], count: parts.count)
  }

  private mutating func write(_ id: FlatParts.PartID) {
    switch parts[id] {
    case .table(let fields): writeTable(fields, id)
    case .vector(let elements, let elementBytes, let alignment):
      pad { ($0 + 4).isMultiple(of: alignment) }
      begin(id)
      append(word: elements.count / max(elementBytes, 1))
      bytes.append(contentsOf: elements)
    case .string(let text):
      pad { $0.isMultiple(of: 4) }
      begin(id)
      append(word: text.count)
      bytes.append(contentsOf: text)
      bytes.append(0)
    case .tables(let children):
      pad { $0.isMultiple(of: 4) }
      begin(id)
      append(word: children.count)
      for child in children { refer(to: child) }
    }
  }

  /// Leads every reference to a part to where it begins: here.
  private mutating func begin(_ id: FlatParts.PartID) {
    for place in referrers[id] { setWord(at: place, bytes.count - place) }
  }

  private mutating func refer(to id: FlatParts.PartID) {
    referrers[id].append(bytes.count)
    append(word: 0)
  }

  private mutating func writeTable(_ fields: [FlatParts.Field], _ id: FlatParts.PartID) {
    let (order, distances, tableBytes, alignment) = Self.layout(of: fields)
    let list = littleEndian(
      ([4 + 2 * distances.count, tableBytes] + distances).map { UInt16(truncatingIfNeeded: $0) })
    let listPlace: Int
    if let place = fieldLists[list] {
      listPlace = place
    } else {
      pad { $0.isMultiple(of: 2) }
      listPlace = bytes.count
      fieldLists[list] = listPlace
      bytes.append(contentsOf: list)
    }
    pad { $0.isMultiple(of: alignment) }
    begin(id)
    let table = bytes.count
    append(word: table - listPlace)
    for field in order {
      pad { ($0 - table) >= distances[field.number] }
      switch field.value {
      case .number(let value): bytes.append(contentsOf: value)
      case .reference(let part): refer(to: part)
      }
    }
  }

  /// Where a table's fields lie in it, large ones first so that nothing is lost between them.
  private static func layout(
    of fields: [FlatParts.Field]
  ) -> (order: [FlatParts.Field], distances: [Int], tableBytes: Int, alignment: Int) {
    func byteCount(_ field: FlatParts.Field) -> Int {
      if case .number(let value) = field.value { value.count } else { 4 }
    }
    // A stable order: by size, then by number.
    let order = fields.sorted {
      (byteCount($1), $0.number) < (byteCount($0), $1.number)
    }
    var distances = [Int](repeating: 0, count: (fields.last?.number ?? -1) + 1)
    var end = 4
    var alignment = 4
    for field in order {
      let count = max(byteCount(field), 1)
      while !end.isMultiple(of: count) { end += 1 }
      distances[field.number] = end
      end += byteCount(field)
      alignment = max(alignment, count)
    }
    return (order, distances, end, alignment)
  }

  private mutating func pad(until isAligned: (Int) -> Bool) {
    while !isAligned(bytes.count) { bytes.append(0) }
  }

  private mutating func append(word value: Int) {
    bytes.append(contentsOf: littleEndian([UInt32(truncatingIfNeeded: value)]))
  }

  private mutating func setWord(at offset: Int, _ value: Int) {
    let word = UInt32(truncatingIfNeeded: value)
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
  }
}
