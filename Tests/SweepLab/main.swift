import Benchmarking
import BoardProfiles
import Calibration
import FoundationEssentials
import Hardware
import LatencyTables
import Measurements
import Workbench

// usage: sweep-lab BOARD HOME SHAPES POOL OUT
let arguments = CommandLine.arguments
let home = arguments[2]
let limit = Int(arguments[3])!
let environment = ProcessInfo.processInfo.environment
let workbench = try Workbench(
  home: home, places: Places(store: nil, cache: nil, environment: environment),
  surroundings: Workbench.Surroundings(environment: environment, program: arguments[0], workingDirectory: home))
let board = try workbench.buildableBoard(named: arguments[1])
var pool: [SweepDesign.Candidate] = []
for layer in SweepSpace.layers(Int(arguments[4])!, seed: 7) {
  if let candidate = workbench.candidate(layer, on: board) { pool.append(candidate) }
}
print("pool", pool.count, Dictionary(grouping: pool) { $0.cost.variant }.mapValues(\.count).sorted { $0.key < $1.key })
let design = SweepDesign(pool: pool)
var measured: Set<Int> = []
var samples: [(Int, LatencySample)] = []
var choices = MeasuringChoices()
choices.runs = 1
choices.warmupRuns = 2
choices.passes = [.clean, .layer, .probe]
struct Line: Codable { let layer: SweepLayer; let variant: String; let terms: [String: Double]; let extents: [String: Double]; let cycles: Double }
var text = ""
var batch = design.first(atMost: min(limit, 200))
print("first", batch.count)
while !batch.isEmpty {
  var open = batch
  while !open.isEmpty {
    // As many as fit.
    var take = min(open.count, 40)
    var result: MeasuredSweep?
    while result == nil, take > 0 {
      let some = Array(open.prefix(take))
      do {
        result = try await workbench.measure(
          some.map { pool[$0].layer }, seed: UInt64(measured.count), on: board,
          over: try workbench.virtualLink(to: board, faults: []), choices: choices, program: "sweep-lab") { _ in }
      } catch {
        print("take", take, error)
        if take == 1 { break }
        take = take * 2 / 3
      }
    }
    guard let result else { open.removeFirst(); continue }
    print("measured", take, "samples", result.samples.count, "overhead", result.overheadCycles, result.calledCount, result.run.measurement.validity)
    for (index, sample) in zip(open, result.samples) {
      samples.append((index, sample)); measured.insert(index)
      let line = Line(layer: pool[index].layer, variant: sample.cost.variant, terms: Dictionary(uniqueKeysWithValues: sample.cost.terms.map { ($0.name, $0.count) }), extents: Dictionary(uniqueKeysWithValues: sample.cost.extents.map { ($0.name, $0.count) }), cycles: sample.cycles)
      text += String(decoding: try JSONEncoder().encode(line), as: UTF8.self) + "\n"
    }
    try text.write(toFile: arguments[5], atomically: true, encoding: .utf8)
    open.removeFirst(take)
  }
  let fits = VariantFit.fits(of: samples.map(\.1))
  let left = limit - measured.count
  if left <= 0 { break }
  batch = design.next(min(40, left), measured: measured, fits: fits)
}
