import Measurements
import ModelGraph

/// A column of `layers.csv`.
struct LayerColumn {
  typealias Field = Delimited.Field

  let name: String
  let field: (LayerRow) -> Field

  init(_ name: String, _ field: @escaping (LayerRow) -> Field) {
    self.name = name
    self.field = field
  }

  static var all: [LayerColumn] {
    key + identity + shape + options + costs + placement + path + time + derived + check
      + prediction + evidence + pruning + cores + correction
  }

  private static var key: [LayerColumn] {
    [
      LayerColumn("run_id") { .word($0.run.runID.rawValue) },
      LayerColumn("model_sha256") {
        .word($0.run.model.sha256.isEmpty ? nil : $0.run.model.sha256)
      },
      LayerColumn("board_profile") { .word($0.run.board.profile) },
      LayerColumn("board_uid") { .word($0.run.board.uniqueID) },
      LayerColumn("kernel_set") { .word($0.run.build?.kernelSet) },
      LayerColumn("pass") { .word($0.pass.rawValue) },
      LayerColumn("layer_index") { .integer($0.layer.index) },
      LayerColumn("node_index") { .integer($0.layer.identity.nodeIndex) },
      LayerColumn("subgraph") { .integer($0.layer.identity.subgraph) },
    ]
  }

  private static var identity: [LayerColumn] {
    [
      LayerColumn("layer_name") { .untrusted($0.layer.identity.name) },
      LayerColumn("output_tensor") { .integer($0.layer.identity.outputTensor) },
      LayerColumn("op") { .word($0.layer.identity.operatorName) },
      LayerColumn("op_version") { .integer($0.known($0.layer.identity.operatorVersion)) },
      LayerColumn("custom_name") { .untrusted($0.layer.identity.customName) },
      LayerColumn("fused_activation") { .word($0.layer.identity.fusedActivation) },
    ]
  }

  /// Known in runs of networks without their dead channels only; ``costs`` are what was kept.
  private static var pruning: [LayerColumn] {
    [
      LayerColumn("pruned") { .flag($0.run.isForeign ? nil : $0.run.pruning != nil) },
      LayerColumn("pruned_constant_channels") { .integer($0.pruning?.constantChannelCount) },
      LayerColumn("pruned_unread_channels") { .integer($0.pruning?.unreadChannelCount) },
      LayerColumn("pruned_input_channels") { .integer($0.pruning?.removedInputChannelCount) },
      LayerColumn("pruned_macs") { .integer($0.pruning?.removedMACCount) },
    ]
  }

  /// The last two are known of the layer pass of runs whose layers several cores share.
  private static var cores: [LayerColumn] {
    [
      LayerColumn("cores") { .integer($0.run.isForeign ? nil : $0.run.coreCount) },
      LayerColumn("one_core_cycles") { .number($0.oneCoreCycles) },
      LayerColumn("speedup") { .rounded($0.speedup) },
    ]
  }

  private static var shape: [LayerColumn] {
    [
      LayerColumn("input_shapes") { .word(ShapeText.list($0.layer.shapes.inputs)) },
      LayerColumn("output_shapes") { .word(ShapeText.list($0.layer.shapes.outputs)) },
      LayerColumn("weight_shape") { .word($0.layer.shapes.weights.map(ShapeText.one)) },
    ]
  }

  private static var options: [LayerColumn] {
    [
      LayerColumn("kernel_h") { .integer($0.layer.shapes.kernelHeight) },
      LayerColumn("kernel_w") { .integer($0.layer.shapes.kernelWidth) },
      LayerColumn("stride_h") { .integer($0.layer.shapes.strideHeight) },
      LayerColumn("stride_w") { .integer($0.layer.shapes.strideWidth) },
      LayerColumn("dilation_h") { .integer($0.layer.shapes.dilationHeight) },
      LayerColumn("dilation_w") { .integer($0.layer.shapes.dilationWidth) },
      LayerColumn("padding") { .word($0.layer.shapes.padding) },
      LayerColumn("groups") { .integer($0.layer.shapes.groups) },
      LayerColumn("depth_multiplier") { .integer($0.layer.shapes.depthMultiplier) },
      LayerColumn("dtype_in") { .word($0.layer.shapes.inputType) },
      LayerColumn("dtype_w") { .word($0.layer.shapes.weightType) },
      LayerColumn("dtype_out") { .word($0.layer.shapes.outputType) },
      LayerColumn("per_channel") { .flag($0.layer.shapes.isPerChannel) },
    ]
  }

  private static var costs: [LayerColumn] {
    [
      LayerColumn("macs") { .integer($0.known($0.layer.costs.macCount)) },
      LayerColumn("ops") { .integer($0.known($0.layer.costs.operationCount)) },
      LayerColumn("params") { .integer($0.known($0.layer.costs.parameterCount)) },
      LayerColumn("weight_bytes") { .integer($0.known($0.layer.costs.weightBytes)) },
      LayerColumn("bias_bytes") { .integer($0.known($0.layer.costs.biasBytes)) },
      LayerColumn("in_bytes") { .integer($0.known($0.layer.costs.inputBytes)) },
      LayerColumn("out_bytes") { .integer($0.known($0.layer.costs.outputBytes)) },
      LayerColumn("scratch_bytes") { .integer($0.layer.costs.scratchBytes) },
      LayerColumn("live_ram_bytes") { .integer($0.layer.costs.liveRAMBytes) },
      LayerColumn("is_peak") { .flag($0.run.isForeign ? nil : $0.layer.costs.isPeak) },
    ]
  }

  private static var placement: [LayerColumn] {
    [
      LayerColumn("weights_mem") { .word($0.layer.placement.weights) },
      LayerColumn("act_in_mem") { .word($0.layer.placement.activationIn) },
      LayerColumn("act_out_mem") { .word($0.layer.placement.activationOut) },
      LayerColumn("code_mem") { .word($0.layer.placement.code) },
    ]
  }

  private static var path: [LayerColumn] {
    [
      LayerColumn("kernel_symbol") { .word($0.layer.path.kernelSymbol) },
      LayerColumn("code_path") { .word($0.run.isForeign ? nil : $0.layer.path.code.rawValue) },
      LayerColumn("path_reason") { .word($0.layer.path.reason) },
    ]
  }

  private static var time: [LayerColumn] {
    [
      LayerColumn("n") { .integer($0.timing?.raw.count) },
      LayerColumn("rejected") { .integer($0.timing?.raw.rejectedCount) },
      LayerColumn("cycles_median") { .number($0.timing?.medianCycles) },
      LayerColumn("cycles_min") { .cycles($0.timing?.minimumCycles) },
      LayerColumn("cycles_max") { .cycles($0.timing?.maximumCycles) },
      LayerColumn("cycles_mad") { .number($0.timing?.raw.medianAbsoluteDeviation) },
      LayerColumn("cycles_first") { .cycles($0.timing?.firstCycles) },
      LayerColumn("probe_cycles_subtracted") {
        .cycles($0.run.isForeign ? nil : $0.timing?.probeCycles)
      },
      LayerColumn("clock_hz") { .integer($0.run.clockHertz) },
      LayerColumn("time_us") { .rounded($0.microseconds) },
      LayerColumn("share_pct") { .rounded($0.sharePercent) },
      LayerColumn("cumulative_pct") { .rounded($0.cumulativePercent) },
    ]
  }

  private static var derived: [LayerColumn] {
    [
      LayerColumn("cycles_per_mac") { .rounded($0.perMAC($0.timing?.medianCycles)) },
      LayerColumn("mac_per_s") { row in
        guard let time = row.microseconds, time > 0, row.layer.costs.macCount > 0 else {
          return .unknown
        }
        return .number((Double(row.layer.costs.macCount) / time * 1_000_000).rounded())
      },
      LayerColumn("bytes_per_mac") { row in
        let costs = row.layer.costs
        return .rounded(
          row.perMAC(Double(costs.weightBytes + costs.inputBytes + costs.outputBytes)))
      },
      LayerColumn("gap_to_roofline_pct") { _ in .unknown },
    ]
  }

  private static var check: [LayerColumn] {
    [
      LayerColumn("output_crc32") {
        .word($0.graphOutput.map { RunDocument.hexadecimal($0.crc32) })
      },
      LayerColumn("reference_match") { .flag($0.graphOutput?.isMatch) },
      LayerColumn("max_abs_err") { .number($0.graphOutput?.maximumError) },
      LayerColumn("wrap_count") { row in
        .integer(
          row.timing == nil || row.run.isForeign
            ? nil : row.run.wrapCount(ofLayer: row.layer.index, in: row.pass))
      },
      LayerColumn("irq_count") { row in
        .integer(row.run.interruptCount(ofLayer: row.layer.index, in: row.pass))
      },
      LayerColumn("valid") { .flag($0.isValid) },
      LayerColumn("issue_codes") { .word($0.issueCodes.joined(separator: " ")) },
    ]
  }

  private static var prediction: [LayerColumn] {
    [
      LayerColumn("predicted_us") { .rounded($0.predicted(\.cycles)) },
      LayerColumn("predicted_lo_us") { .rounded($0.predicted(\.low)) },
      LayerColumn("predicted_hi_us") { .rounded($0.predicted(\.high)) },
    ] + ["error_pct", "energy_uj", "energy_source"].map { LayerColumn($0) { _ in .unknown } }
  }

  /// Known in simulated runs that were corrected by latency tables; their own evidence stands beside
  /// them, for ``evidence`` is that of the run's figures.
  private static var correction: [LayerColumn] {
    [
      LayerColumn("corrected_us") { .rounded($0.corrected(\.cycles)) },
      LayerColumn("corrected_lo_us") { .rounded($0.corrected(\.low)) },
      LayerColumn("corrected_hi_us") { .rounded($0.corrected(\.high)) },
      LayerColumn("corrected_evidence") { row in
        .word(
          row.corrected(\.cycles) == nil ? nil : row.run.correction?.evidence.rawValue)
      },
      LayerColumn("correction_note") { row in
        .word(row.pass == .layer ? row.run.correction?.flag(ofLayer: row.layer.index) : nil)
      },
    ]
  }

  private static var evidence: [LayerColumn] {
    [
      LayerColumn("evidence") { .word($0.run.evidence.rawValue) },
      LayerColumn("timing_model") { .word($0.run.timingModel?.name) },
      LayerColumn("timing_model_version") { .word($0.run.timingModel?.version) },
      LayerColumn("claimed_error_pct") { .number($0.claim?.totalErrorPercent) },
      LayerColumn("timing_parameter_hash") { .word($0.run.timingModel?.parameterHash) },
      LayerColumn("claim_row") { .word($0.claim?.row) },
      LayerColumn("claim_label") { .word($0.claim?.label.rawValue) },
      LayerColumn("claimed_layer_error_pct") { .number($0.claim?.layerErrorPercent) },
      LayerColumn("claim") { .word($0.claim?.text) },
    ]
  }
}

extension Delimited.Field {
  fileprivate static func cycles(_ count: CycleCount?) -> Delimited.Field {
    .integer(count.map { Int(clamping: $0.rawValue) })
  }

  /// Four decimals: more than any clock here resolves.
  fileprivate static func rounded(_ value: Double?) -> Delimited.Field {
    .number(value.map { ($0 * 10_000).rounded() / 10_000 })
  }
}
