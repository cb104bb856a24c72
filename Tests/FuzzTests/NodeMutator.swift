import MCUBenchTestSupport
import ModelGraph
import TFLiteWriter

/// Changes numbers, lists and tables of a model and writes it as a well-formed file.
struct NodeMutator {
  private let words: [UInt32]
  private var random: SplitMix

  /// A file of `graph` with one to five changes.
  static func bytes(of graph: ModelGraph, words: [UInt32], _ random: inout SplitMix) -> [UInt8] {
    var root = DamagedTFLiteWriter.model(graph)
    var mutator = NodeMutator(words: words, random: random)
    for _ in 0..<[1, 1, 2, 2, 3, 5][mutator.random.below(6)] { root = mutator.changed(root) }
    random = mutator.random
    return FlatWriter.file(root: root, identifier: "TFL3")
  }

  /// The node with one thing changed somewhere in it.
  private mutating func changed(_ node: FlatNode) -> FlatNode {
    switch node {
    case .table(let fields): return table(fields)
    case .vector(let bytes, let elementBytes): return vector(bytes, elementBytes: elementBytes)
    case .data(let bytes):
      guard case .vector(let changed, _) = vector(bytes, elementBytes: 1) else { return node }
      return .data(changed)
    case .string(let bytes): return .string(bytes + [UInt8(truncatingIfNeeded: random.next())])
    case .tables(let list): return tables(list)
    }
  }

  private mutating func table(_ old: [Int: FlatField]) -> FlatNode {
    var fields = old
    let numbers = fields.keys.sorted()
    guard !numbers.isEmpty else { return .table(fields) }
    var number = numbers[random.below(numbers.count)]
    // Most of what a model means stands in lists of tables: buffers, layers, tensors.
    let lists = numbers.filter { if case .reference(.tables) = old[$0] { true } else { false } }
    if !lists.isEmpty, random.below(8) != 0 {
      // In the root that is the subgraph, more often than not.
      number = lists.contains(1) && random.below(2) == 0 ? 2 : lists[random.below(lists.count)]
    }
    switch fields[number] {
    case .scalar(let bytes): fields[number] = .scalar(self.number(bytes))
    case .reference(let node):
      // Numbers are changed more often than whole parts left out.
      if random.below(48) == 0 {
        fields[number] = nil
      } else {
        fields[number] = .reference(changed(node))
      }
    case nil: break
    }
    return .table(fields)
  }

  private mutating func tables(_ old: [FlatNode]) -> FlatNode {
    var list = old
    guard !list.isEmpty else { return .tables(list) }
    let (from, to) = (random.below(list.count), random.below(list.count))
    switch random.below(24) {
    case 0: list.swapAt(from, to)
    case 1: list.insert(list[from], at: to)
    case 2: list.remove(at: from)
    case 3: list[to] = list[from]
    default: list[to] = changed(list[to])
    }
    return .tables(list)
  }

  /// Another number of as many bytes, often a small one.
  private mutating func number(_ bytes: [UInt8]) -> [UInt8] {
    let old = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let new: UInt64 =
      switch random.below(4) {
      case 0: UInt64(random.below(10))
      case 1: old &+ UInt64(random.below(3)) &- 1
      case 2: random.next()
      // Sign-extended, so that eight bytes hold small negative numbers too.
      default: UInt64(bitPattern: Int64(Int32(bitPattern: words[random.below(words.count)])))
      }
    return bytes.indices.map { UInt8(truncatingIfNeeded: new >> (8 * UInt64(min($0, 7)))) }
  }

  private mutating func vector(_ old: [UInt8], elementBytes: Int) -> FlatNode {
    // The bytes of a constant are mostly words that say an axis, an extent or a bias.
    let step = elementBytes == 1 && old.count >= 4 ? 4 : elementBytes
    guard step > 0, old.count >= step else {
      return .vector(number(Array(repeating: 0, count: elementBytes)), elementBytes: elementBytes)
    }
    let places = old.count / step
    let start = random.below(places) * step
    let element = Array(old[start..<start + step])
    var bytes = old
    switch random.below(8) {
    case 0: bytes.removeSubrange(start..<start + step)
    case 1: bytes.insert(contentsOf: element, at: start)
    case 2:
      let other = random.below(places) * step
      bytes.replaceSubrange(start..<start + step, with: old[other..<other + step])
    default: bytes.replaceSubrange(start..<start + step, with: number(element))
    }
    return .vector(bytes, elementBytes: elementBytes)
  }
}
