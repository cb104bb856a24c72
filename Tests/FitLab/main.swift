import BoardProfiles
import Calibration
import FoundationEssentials
import GraphPreparation
import LatencyTables
import ModelGraph
import Planning
import TFLiteReader

// usage: fit-lab BOARD BOARDS SWEEP.jsonl SIZES(40,40,..) PAIRS OUT.jsonl
let arguments = CommandLine.arguments
let board = try BoardProfile.all(in: arguments[2]).first { $0.name == arguments[1] }!
struct InLine: Codable { let layer: SweepLayer; let cycles: Double; let variant: String }
struct OutLine: Codable {
  let source: String
  let index: Int
  let layer: SweepLayer?
  let variant: String
  let terms: [String: Double]
  let extents: [String: Double]
  let cycles: Double
}
var samples: [LatencySample] = []
var out = ""
@MainActor func emit(_ source: String, _ index: Int, _ layer: SweepLayer?, _ cost: LayerCost, _ cycles: Double) throws {
  let line = OutLine(
    source: source, index: index, layer: layer, variant: cost.variant,
    terms: Dictionary(uniqueKeysWithValues: cost.terms.map { ($0.name, $0.count) }),
    extents: Dictionary(uniqueKeysWithValues: cost.extents.map { ($0.name, $0.count) }), cycles: cycles)
  out += String(decoding: try JSONEncoder().encode(line), as: UTF8.self) + "\n"
}
let lines = try String(contentsOfFile: arguments[3], encoding: .utf8).split(separator: "\n").map {
  try JSONDecoder().decode(InLine.self, from: Data($0.utf8))
}
var start = 0
for size in arguments[4].split(separator: ",").map({ Int($0)! }) where start + size <= lines.count {
  let some = Array(lines[start..<start + size])
  let network = SweepNetwork(some.map(\.layer), seed: UInt64(start))
  let plan = try Planner.plan(network.graph, for: board)
  let lines = FlashLines(plan)
  for (place, line) in zip(network.places, some) {
    let wanted = network.graph.layers[place]
    guard let step = plan.layers.first(where: { $0.layer.outputs == wanted.outputs }),
      let cost = LayerCost(step, of: plan, flashLines: lines)
    else { print("lost", line.layer); continue }
    samples.append(LatencySample(cost: cost, cycles: line.cycles))
    try emit("sweep", start, line.layer, cost, line.cycles)
  }
  start += size
}
print("sweep", samples.count)
struct Held { let name: String; let layers: [(index: Int, cost: LayerCost, cycles: Double)] }
var held: [Held] = []
for line in try String(contentsOfFile: arguments[5], encoding: .utf8).split(separator: "\n") {
  let parts = line.split(separator: "\t").map(String.init)
  let graph = try GraphPreparation.prepare(
    try TFLiteReader.read([UInt8](try Data(contentsOf: URL(filePath: parts[0])))))
  let plan = try Planner.plan(graph, for: board)
  let lines = FlashLines(plan)
  let name = String(parts[0].split(separator: "/").last!)
  var layers: [(index: Int, cost: LayerCost, cycles: Double)] = []
  for pair in parts[1].split(separator: ",") {
    let two = pair.split(separator: ":")
    guard two.count == 2, let index = Int(two[0]), plan.layers.indices.contains(index),
      let cycles = Double(two[1]), cycles > 0, let cost = LayerCost(plan.layers[index], of: plan, flashLines: lines)
    else { continue }
    layers.append((index, cost, cycles))
    try emit(name, index, nil, cost, cycles)
  }
  held.append(Held(name: name, layers: layers))
}
try out.write(toFile: arguments[6], atomically: true, encoding: .utf8)
if arguments.count > 7 {
  let fits = VariantFit.fits(of: samples)
  print("line", fits.values.compactMap { $0.cycles["waited line@flash"] }.first ?? 0)
  var (all, wrong, inside, count, known) = (0.0, 0.0, 0, 0, 0.0)
  for network in held {
    var (real, said, off) = (0.0, 0.0, 0.0)
    for layer in network.layers {
      real += layer.cycles
      guard let fit = fits[layer.cost.variant] else { off += layer.cycles; count += 1; continue }
      let cycles = fit.predicted(layer.cost)
      let band = fit.band(at: cycles, isOutside: !fit.outside(layer.cost).isEmpty)
      said += cycles
      off += abs(cycles - layer.cycles)
      known += layer.cycles
      count += 1
      inside += (cycles * band.lowerBound...cycles * band.upperBound).contains(layer.cycles) ? 1 : 0
    }
    all += real
    wrong += off
    func percent(_ x: Double) -> Double { (x * 1000).rounded() / 10 }
    print(network.name, Int(real), "total %", percent(said / real - 1), "layers %", percent(off / real))
  }
  print("weighted", wrong / all, "known", known / all, "coverage", Double(inside) / Double(count))
}
