/// The parts of a flatbuffer, each told once however often it is referred to.
///
/// A reference is an unsigned distance forward (FlatBuffers internals), so that several may lead to
/// one part as long as it lies behind them all.
struct FlatParts {
  /// A part's place in ``parts``; every part stands behind those that it refers to.
  typealias PartID = Int

  enum Value: Hashable {
    case number([UInt8])
    case reference(PartID)
  }

  enum Part: Hashable {
    /// Fields in the order of their numbers.
    case table([Field])
    case vector([UInt8], elementBytes: Int, alignment: Int)
    case string([UInt8])
    case tables([PartID])
  }

  struct Field: Hashable {
    let number: Int
    let value: Value
  }

  private(set) var parts: [Part] = []
  private let sharesParts: Bool
  private var places: [Part: PartID] = [:]

  /// - Parameter sharesParts: Whether equal parts become one.
  init(sharesParts: Bool) {
    self.sharesParts = sharesParts
  }

  mutating func add(_ node: FlatNode) -> PartID {
    switch node {
    case .table(let fields):
      let values = fields.keys.sorted().compactMap { number in
        fields[number].map { Field(number: number, value: value($0)) }
      }
      return add(Part.table(values))
    case .vector(let bytes, let elementBytes):
      return add(
        Part.vector(bytes, elementBytes: elementBytes, alignment: max(elementBytes, 4)))
    case .data(let bytes): return add(Part.vector(bytes, elementBytes: 1, alignment: 16))
    case .string(let text): return add(Part.string(text))
    case .tables(let nodes): return add(Part.tables(nodes.map { add($0) }))
    }
  }

  private mutating func value(_ field: FlatField) -> Value {
    switch field {
    case .scalar(let bytes): .number(bytes)
    case .reference(let node): .reference(add(node))
    }
  }

  private mutating func add(_ part: Part) -> PartID {
    if sharesParts, let place = places[part] { return place }
    parts.append(part)
    if sharesParts { places[part] = parts.count - 1 }
    return parts.count - 1
  }
}
