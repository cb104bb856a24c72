// SPDX-License-Identifier: GPL-2.0-or-later
import BoardProfiles
import VirtualBoard

extension KernelReport {
  /// Runs every layer of the checkout's table; `note` hears of each.
  package static func make(
    root: String, board: String, buildRoot: String, note: (String) -> Void
  ) async throws -> KernelReport {
    let table = try LayerTable.load(root: root)
    let image = try await KernelImage.build(root: root, board: board, buildRoot: buildRoot)
    var layers: [Layer] = []
    for layer in table.layers {
      let result = try measure(layer, on: image)
      note("\(layer.name): \(result.best.cycles) cycles, \(result.best.kernel)")
      layers.append(result)
    }
    func bytes(_ symbols: [String]) async throws -> Int {
      try await KernelImage.build(
        root: root, board: board, buildRoot: buildRoot, symbols: symbols
      ).codeBytes
    }
    let bare = try await bytes([])
    let measured = Dictionary(uniqueKeysWithValues: layers.map { ($0.name, $0) })
    var networks: [Network] = []
    for (name, network) in table.networks.sorted(by: { $0.key < $1.key }) {
      let own = network.layers.compactMap { measured[$0] }
      let kernels = Set(own.map(\.best.kernel)).sorted()
      networks.append(
        Network(
          name, network.what, own, hertz: image.board.clock.coreHertz,
          kernelBytes: try await bytes(kernels) - bare))
    }
    let machine = try KernelMachine(image, timing: TimingChoice())
    let timing = machine.machine.timing
    return KernelReport(
      format: currentFormat, board: board,
      timing: [timing.model, timing.version, timing.parameterHash].compactMap(\.self)
        .joined(separator: "/"),
      evidence: "simulated", compiler: image.compiler, flags: image.flags, layers: layers,
      networks: networks, libraryBytes: image.codeBytes - bare)
  }

  private static func measure(_ layer: BenchLayer, on image: KernelImage) throws -> Layer {
    var demand = KernelMachine.Demand()
    demand.places.putsInputsFirst = layer.putsInputsFirst
    func row(wantsReference: Bool) throws -> LayerRow {
      try LayerRow(
        layer, on: KernelMachine(image, timing: TimingChoice()), wantsReference: wantsReference,
        demand: demand)
    }
    let chosen = Run(try row(wantsReference: false))
    let reference =
      chosen.kernel.hasSuffix("_ref") ? chosen : Run(try row(wantsReference: true))
    let others = layer.others(on: image.board.core)
    return Layer(
      name: layer.name, op: layer.op, work: layer.work, isMACs: layer.macs > 0,
      reference: reference, chosen: chosen == reference ? nil : chosen, cmsisNN: others.cmsisNN,
      prototype: others.prototype)
  }
}

extension KernelReport.Network {
  fileprivate init(
    _ name: String, _ what: String, _ layers: [KernelReport.Layer], hertz: Int, kernelBytes: Int
  ) {
    func milliseconds(_ cycles: Double) -> Double { cycles / Double(hertz) * 1000 }
    func total(_ figure: (KernelReport.Layer) -> Double?) -> Double? {
      var sum = 0.0
      for layer in layers {
        guard let cycles = figure(layer) else { return nil }
        sum += cycles * Double(layer.work)
      }
      return milliseconds(sum)
    }
    self.name = name
    self.what = what
    macs = layers.reduce(0) { $0 + ($1.isMACs ? $1.work : 0) }
    cycles = layers.reduce(0) { $0 + $1.best.cycles }
    instructions = layers.reduce(0) { $0 + $1.best.instructions }
    self.milliseconds = milliseconds(Double(layers.reduce(0) { $0 + $1.best.cycles }))
    cmsisNNMilliseconds = total(\.cmsisNN)
    prototypeMilliseconds = total { $0.prototype ?? $0.cmsisNN }
    self.kernelBytes = kernelBytes
  }
}
