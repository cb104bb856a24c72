// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

extension KernelReport {
  /// What has become of each layer since `base`, as text, slower ones first.
  package func comparison(with base: KernelReport) -> String {
    var rows: [(change: Double, text: String)] = []
    var missing: [String] = []
    for layer in layers {
      guard let old = base.layer(named: layer.name) else {
        missing.append(layer.name)
        continue
      }
      let change = Double(layer.best.cycles) / Double(max(old.best.cycles, 1)) - 1
      let kernels =
        old.best.kernel == layer.best.kernel
        ? layer.best.kernel : "\(old.best.kernel) -> \(layer.best.kernel)"
      let text =
        "\(percent(change)) \(layer.name): \(old.best.cycles) -> \(layer.best.cycles) cycles, \(kernels)"
      rows.append((change, layer.best.isExact ? text : text + ", NOT EXACT"))
    }
    rows.sort { $0.change > $1.change }
    let totals = networks.compactMap { network -> String? in
      guard let old = base.networks.first(where: { $0.name == network.name }) else { return nil }
      let change = Double(network.cycles) / Double(max(old.cycles, 1)) - 1
      return "\(percent(change)) \(network.name): "
        + String(format: "%.2f -> %.2f ms", old.milliseconds, network.milliseconds)
        + ", kernels \(old.kernelBytes) -> \(network.kernelBytes) B"
    }
    let timings = base.timing == timing ? [] : ["timing models differ: \(base.timing), \(timing)"]
    let news = missing.isEmpty ? [] : ["only in the second: \(missing.joined(separator: ", "))"]
    return (timings + rows.map(\.text) + news + totals).joined(separator: "\n")
  }

  private func percent(_ change: Double) -> String { String(format: "%+7.2f %%", change * 100) }
}
