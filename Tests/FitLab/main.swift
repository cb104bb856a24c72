import BoardProfiles
import FoundationEssentials
import GraphPreparation
import LatencyTables
import ModelGraph
import Planning
import TFLiteReader

// usage: fit-lab BOARD < lines "model.tflite<TAB>index:cycles,index:cycles"
let boardName = CommandLine.arguments[1]
let boards = try BoardProfile.all(in: CommandLine.arguments[2])
let board = boards.first { $0.name == boardName }!
let verbose = CommandLine.arguments.count > 3 ? CommandLine.arguments[3] : ""
struct Item { let name: String; let sample: LatencySample }
var items: [Item] = []
while let line = readLine() {
  let parts = line.split(separator: "\t").map(String.init)
  let bytes = [UInt8](try Data(contentsOf: URL(filePath: parts[0])))
  let graph = try GraphPreparation.prepare(try TFLiteReader.read(bytes))
  let plan = try Planner.plan(graph, for: board)
  for pair in parts[1].split(separator: ",") {
    let two = pair.split(separator: ":")
    guard two.count == 2, plan.layers.indices.contains(Int(two[0]) ?? -1) else { print("odd", parts[0], pair, plan.layers.count); continue }
    let index = Int(two[0])!, cycles = Double(two[1])!
    guard let cost = LayerCost(plan.layers[index], of: plan), cycles > 0 else { continue }
    items.append(Item(name: parts[0].split(separator: "/").last! + "#\(index)", sample: LatencySample(cost: cost, cycles: cycles)))
  }
}
var unique: [LatencySample: Item] = [:]
for item in items { unique[item.sample] = item }
let groups = Dictionary(grouping: unique.values) { $0.sample.cost.variant }
var all = 0.0, wrong = 0.0
for (variant, group) in groups.sorted(by: { $0.value.reduce(0) { $0 + $1.sample.cycles } > $1.value.reduce(0) { $0 + $1.sample.cycles } }) {
  let group = group.sorted { $0.name < $1.name }
  let fit = VariantFit(fitting: group.map(\.sample))
  let total = group.reduce(0) { $0 + $1.sample.cycles }
  let errors = zip(group, fit.residuals).map { abs($1) * $0.sample.cycles }.reduce(0, +)
  all += total; wrong += errors
  let sorted = fit.residuals.map(abs).sorted()
  func q(_ p: Double) -> Double { sorted.isEmpty ? 0 : (sorted[Int(p * Double(sorted.count - 1))] * 10000).rounded() / 100 }
  print(variant, "n", group.count, "Mcyc", (total / 1e4).rounded() / 100, "LOO weighted %", (errors / total * 10000).rounded() / 100, "median", q(0.5), "p90", q(0.9), "max", q(1))
  if verbose == "all" || variant.contains(verbose), !verbose.isEmpty {
    print("   ", fit.cycles.sorted { $0.key < $1.key }.map { "\($0.key)=\(($0.value * 1000).rounded() / 1000)" }.joined(separator: " "))
    for (item, error) in zip(group, fit.residuals).sorted(by: { abs($0.1) > abs($1.1) }).prefix(6) {
      print("     ", (error * 1000).rounded() / 10, item.name, Int(item.sample.cycles), item.sample.cost.extents.map { "\($0.name)=\(Int($0.count))" }.joined(separator: " "))
    }
  }
}
print("all", (wrong / all * 10000).rounded() / 100)
