import ModelGraph

/// Finds an order of layers whose peak of live bytes is lowest.
///
/// The search walks sets of executed layers from the state with the lowest peak so far, and among
/// equals from the one that has executed most; so the first complete state it meets is optimal. It
/// gives up after ``stateLimit`` states and keeps the stored order: networks have few orders, a
/// graph made to have many must not stall the planner.
struct OrderSearch {
  /// States looked at before the search gives up: fewer for graphs whose states are larger.
  private var stateLimit: Int { min(20_000, 2_000_000 / max(graph.layers.count, 1)) }

  private let graph: ModelGraph
  /// Layers that must run before each layer.
  private let predecessors: [[Int]]
  private let successors: [[Int]]
  /// For each layer, activations that it makes, with their bytes.
  private let madeBytes: [Int]
  /// For each activation that can be freed: its bytes and the layers that read it.
  private let readers: [TensorID: [Int]]

  init(_ graph: ModelGraph) {
    self.graph = graph
    var makers: [TensorID: Int] = [:]
    for (index, layer) in graph.layers.enumerated() {
      for output in layer.outputs { makers[output] = index }
    }
    var predecessors: [[Int]] = []
    var successors = [[Int]](repeating: [], count: graph.layers.count)
    var readers: [TensorID: [Int]] = [:]
    for (index, layer) in graph.layers.enumerated() {
      let inputs = Set(layer.inputs.compactMap(\.self))
      let before = Set(inputs.compactMap { makers[$0] })
      predecessors.append(before.sorted())
      for maker in before { successors[maker].append(index) }
      for input in inputs where !graph.tensors[input].isConstant {
        readers[input, default: []].append(index)
      }
    }
    self.predecessors = predecessors
    self.successors = successors
    self.readers = readers
    madeBytes = graph.layers.map { layer in
      layer.outputs.reduce(0) { $0 + graph.tensors[$1].byteCount }
    }
  }

  /// Layer indices in the best order, or `nil` when no order beats the stored one's `peakBytes`.
  func orderBelow(peakBytes: Int) -> [Int]? {
    guard peakBytes > lowestPossiblePeak else { return nil }
    var queue = StateQueue()
    var seen: Set<[UInt64]> = []
    let words = (graph.layers.count + 63) / 64
    let inputs = Set(graph.inputs).filter { !graph.tensors[$0].isConstant }
    let inputBytes = inputs.reduce(0) { $0 + graph.tensors[$1].byteCount }
    queue.push(
      State(
        executed: [UInt64](repeating: 0, count: words), order: [], liveBytes: inputBytes,
        peakBytes: inputBytes))
    var visited = 0
    while let state = queue.pop() {
      if state.peakBytes >= peakBytes { return nil }
      if state.order.count == graph.layers.count { return state.order }
      guard seen.insert(state.executed).inserted else { continue }
      visited += 1
      if visited > stateLimit { return nil }
      for layer in readyLayers(after: state) {
        let next = state.executing(layer, made: madeBytes[layer]) { executed in
          freedBytes(by: layer, executed: executed)
        }
        if next.peakBytes < peakBytes, !seen.contains(next.executed) { queue.push(next) }
      }
    }
    return nil
  }

  /// No order can do with less than one layer's inputs and outputs.
  private var lowestPossiblePeak: Int {
    graph.layers.map { layer in
      Set(layer.inputs.compactMap(\.self) + layer.outputs)
        .filter { !graph.tensors[$0].isConstant }
        .reduce(0) { $0 + graph.tensors[$1].byteCount }
    }.max() ?? 0
  }

  private func readyLayers(after state: State) -> [Int] {
    graph.layers.indices.filter { layer in
      !state.hasExecuted(layer) && predecessors[layer].allSatisfy(state.hasExecuted)
    }
  }

  /// Bytes that need not be kept once `layer` has run as the last of `executed`.
  private func freedBytes(by layer: Int, executed: State) -> Int {
    let kept = Set(graph.outputs)
    let touched = Set(graph.layers[layer].inputs.compactMap(\.self) + graph.layers[layer].outputs)
    return touched.reduce(0) { sum, tensor in
      guard !graph.tensors[tensor].isConstant, !kept.contains(tensor),
        (readers[tensor] ?? []).allSatisfy(executed.hasExecuted)
      else { return sum }
      return sum + graph.tensors[tensor].byteCount
    }
  }
}

/// A set of executed layers, one order that reaches it, and the memory that order took.
private struct State {
  var executed: [UInt64]
  var order: [Int]
  var liveBytes: Int
  var peakBytes: Int

  func hasExecuted(_ layer: Int) -> Bool {
    executed[layer / 64] >> UInt64(layer % 64) & 1 == 1
  }

  func executing(_ layer: Int, made madeBytes: Int, freed: (State) -> Int) -> State {
    var next = self
    next.executed[layer / 64] |= 1 << UInt64(layer % 64)
    next.order.append(layer)
    next.liveBytes += madeBytes
    next.peakBytes = max(peakBytes, next.liveBytes)
    next.liveBytes -= freed(next)
    return next
  }

  /// Whether this state is looked at before `other`: lower peak, then further on, then the order
  /// nearer to the stored one.
  func precedes(_ other: State) -> Bool {
    if peakBytes != other.peakBytes { return peakBytes < other.peakBytes }
    if order.count != other.order.count { return order.count > other.order.count }
    return order.lexicographicallyPrecedes(other.order)
  }
}

/// A binary heap of states.
private struct StateQueue {
  private var heap: [State] = []

  mutating func push(_ state: State) {
    heap.append(state)
    var child = heap.count - 1
    while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> State? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if heap.isEmpty { return first }
    heap[0] = last
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].precedes(heap[smallest]) { smallest = child }
      }
      if smallest == parent { return first }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
