// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

extension KernelReport {
  /// The page of it.
  package var markdown: String {
    """
    # Kernels on the \(board)

    Written by `make bench-kernels`; do not edit. Cycles are `simulated` by the timing model \(timing); instructions
    are counted on the virtual core. \(compiler), \(flags.filter { $0.hasPrefix("-O") }.joined(separator: " ")).

    \(setting)

    ## Networks

    Sums over the layers, nothing between them. *Prototype* has CMSIS-NN's figure where it had no kernel of its own.

    \(networkTable)

    Every kernel of the core together: \(libraryBytes) B of code and constants.

    ## What was wanted

    \(verdicts)

    ## Layers

    \(layerTable)

    ## Why these kernels

    \(reasons)

    """
  }

  /// Whether the caches and the prototype of the F746 are not this board's matter.
  private var isCoreOnly: Bool { !layers.contains { $0.prototype != nil } }

  /// What was measured, and whose figures stand beside it.
  private var setting: String {
    isCoreOnly ? coreOnlySetting : cachedSetting
  }

  private var coreOnlySetting: String {
    """
    A layer is called alone; no memory waits, as on an RP2040 with code and data in its SRAM, weights that its flash
    cache holds included. A miss of that cache is not in these figures.
    *c/MAC* and *i/MAC* are cycles and instructions a MAC, or an input element where the layer has no MACs (†); *cold*
    is the same where there are no caches. *CMSIS-NN* is cycles of CMSIS-NN 99f736a (GCC 12.2, -O3), counted in a
    study by the same rules on the same data; there is no board behind either. Weights are random, from -127 to 127,
    which is more than a trained network's: sums then leave 16 bits every three or four weights.
    """
  }

  private var cachedSetting: String {
    """
    A layer is called alone, code and constants in flash, caches on and as a call before left them. Its scratch
    lies in DTCM, then the output of a layer, of CONV_2D the input, as long as there is room; the rest lies in SRAM1.
    *c/MAC* and *i/MAC* are cycles and instructions a MAC, or an input element where the layer has no MACs (†).
    *CMSIS-NN* and *prototype* are cycles of CMSIS-NN 99f736a (GCC 12.2, -Ofast, inline requantization) and of an
    earlier prototype, both `simulated` in a study with the same timing rules and data, with memory; there is no
    board behind them either. Layers and these figures: `Tests/KernelBench/layers.json`.
    """
  }

  private var networkTable: String {
    let rows = networks.filter { $0.name != "extra" }.map { network in
      let cells = [
        network.what, String(network.macs), String(network.cycles),
        decimal(network.milliseconds, 2),
        decimal(Double(network.cycles) / Double(max(network.macs, 1)), 3),
        network.cmsisNNMilliseconds.map { decimal($0, 2) } ?? "",
        network.cmsisNNMilliseconds.map { decimal($0 / network.milliseconds, 2) } ?? "",
        network.prototypeMilliseconds.map { decimal($0, 2) } ?? "", String(network.kernelBytes),
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    return
      ([
        "| network | MACs | cycles | ms | c/MAC | CMSIS-NN, ms | ratio | prototype, ms | kernels, B |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
      ] + rows).joined(separator: "\n")
  }

  private var layerTable: String {
    let rows = layers.map { "| " + cells(of: $0).joined(separator: " | ") + " |" }
    let titles = [
      "layer", "kernel", "i/MAC", "c/MAC", "cold", "reference", "CMSIS-NN", "ours faster by",
      "prototype", "ours / prototype", "exact",
    ]
    let head = [
      "| " + titles.joined(separator: " | ") + " |",
      "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    return (head + rows).joined(separator: "\n")
  }

  private func cells(of layer: Layer) -> [String] {
    let work = Double(layer.work)
    let isExact = layer.best.isExact && layer.reference.isExact
    func cell(_ value: Double?, _ places: Int = 2) -> String {
      value.map { decimal($0, places) } ?? ""
    }
    var cells = [layer.name + (layer.isMACs ? "" : " †"), "`\(layer.best.kernel)`"]
    cells.append(cell(Double(layer.best.instructions) / work))
    cells.append(cell(layer.cyclesPerWork, 3))
    cells.append(cell(Double(layer.best.coldCycles) / work, 3))
    cells.append(cell(Double(layer.reference.cycles) / work))
    cells += [cell(layer.cmsisNN), cell(layer.advantage), cell(layer.prototype)]
    cells.append(cell(layer.prototype.map { layer.cyclesPerWork / $0 }))
    cells.append(isExact ? "yes" : "**no**")
    return cells
  }

  private var verdicts: String {
    let compared = layers.filter { $0.cmsisNN != nil }
    let small = compared.filter(\.isSmallDepthwise)
    let usual = compared.filter { !$0.isSmallDepthwise }
    let main = usual.filter { ["CONV_2D", "DEPTHWISE_CONV_2D"].contains($0.op) }
    let ratios = main.compactMap(\.advantage).sorted()
    let median = ratios.isEmpty ? 0 : ratios[ratios.count / 2]
    func misses(_ layers: [Layer], _ isMissed: (Layer) -> Bool) -> String {
      let names = layers.filter(isMissed).map { layer in
        let why = layer.best.pathReason.map { " (\($0))" } ?? ""
        return "  - \(layer.name): \(decimal(layer.cyclesPerWork, 3)) c/MAC\(why)"
      }
      return names.isEmpty ? " None misses it." : " Missed by:\n" + names.joined(separator: "\n")
    }
    let last =
      isCoreOnly
      ? "- Pointwise over 64 channels or more at most 4 cycles a MAC."
        + misses(layers.filter(\.isWidePointwise)) { $0.cyclesPerWork > 4 }
        + "\n- Depthwise 3x3 at most 8 cycles a MAC."
        + misses(layers.filter { $0.name.hasPrefix("dw3x3") }) { $0.cyclesPerWork > 8 }
      : "- At most 5 % more cycles than the prototype."
        + misses(layers) { $0.cyclesPerWork > 1.05 * ($0.prototype ?? .infinity) }
    return """
      - Each layer at least 1.5 times as fast as CMSIS-NN.\(misses(usual) { ($0.advantage ?? 2) < 1.5 })
      - Convolutions and depthwise convolutions in the median at least 2 times: \(decimal(median, 2)).
      - Depthwise on maps smaller than 6x6 at least 1.1 times.\(misses(small) { ($0.advantage ?? 2) < 1.1 })
      \(last)
      """
  }

  private var reasons: String {
    layers.compactMap { layer in
      layer.best.pathReason.map { "- \(layer.name), \(layer.best.places): \($0)" }
    }.joined(separator: "\n")
  }

  private func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}

extension KernelReport.Layer {
  /// CMSIS-NN's cycles over ours.
  package var advantage: Double? { cmsisNN.map { $0 / cyclesPerWork } }

  /// Whether it is a 1x1 convolution of 64 input channels or more: `conv1x1_s1_6x6x64_128`.
  fileprivate var isWidePointwise: Bool {
    guard let match = name.firstMatch(of: /^conv1x1_s\d_\d+x\d+x(\d+)_/) else { return false }
    return (Int(match.output.1) ?? 0) >= 64
  }

  /// Whether it is a depthwise convolution whose output is smaller than 6x6.
  fileprivate var isSmallDepthwise: Bool {
    op == "DEPTHWISE_CONV_2D" && name.contains("_3x3x")
  }
}
