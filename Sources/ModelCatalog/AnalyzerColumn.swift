/// The CNN Analyzer's columns: the 40 of its model database and the 5 that its notebook 10 derives, in
/// its order and spelling.
package enum AnalyzerColumn: String, Hashable, Sendable, CaseIterable {
  case id
  case runName = "run_name"
  case state
  case macs = "MACs"
  case url
  case architecture
  case flops = "FLOPs"
  case alpha
  case classes
  case imageResolution = "img_res"
  case opsMLTK = "OPS_mltk"
  case channels
  case macsMLTK = "macs_mltk"
  case variation
  case energyMLTK = "energy_mltk"
  case totalParameters = "total_params"
  case int8OpsMLTK = "OPS_INT8_mltk"
  case modelKilobytes = "model_size_kb"
  case peakMemoryBytes = "peak_memory_b"
  case int8MACsMLTK = "macs_INT8_mltk"
  case int8EnergyMLTK = "energy_INT8_mltk"
  case trainableParameters = "trainable_params"
  case nonTrainableParameters = "non_trainable_params"
  case floatKilobytes = "tflite_model_size_kb"
  case flashBytesMLTK = "flash_model_size_b_mltk"
  case unsupportedMLTK = "n_unsupported_layers_mltk"
  case int8Kilobytes = "tflite_model_INT8_size_kb"
  case int8FlashBytesMLTK = "flash_model_size_b__INT8_mltk"
  case ramBytesMLTK = "RAM_runtime_memory_size_b_mltk"
  case int8UnsupportedMLTK = "n_unsupported_layers_INT8_mltk"
  case int8RAMBytesMLTK = "RAM_runtime_memory_size_b_INT8_mltk"
  case optimisedRAMMLTK = "opt_RAM_mltk"
  case int8OptimisedRAMMLTK = "opt_RAM_INT8_mltk"
  case tags
  case createdAt = "created_at"
  case path
  case notes
  case testAccuracy = "test_accuracy"
  case hostMicroseconds = "inference_avg_us"
  case stm32Milliseconds = "stm32_inference_ms_INT8"
  // Derived.
  case peakMemoryKilobytes = "peak_memory_kb"
  case int8FlashKilobytesMLTK = "flash_model_size_kb_INT8_mltk"
  case int8RAMKilobytesMLTK = "RAM_runtime_memory_size_kb_INT8_mltk"
  case gpuMilliseconds = "inference_GPU_ms"
  case bytesPerParameter = "bytes_per_param"

  /// Our column that an import puts it into, or `nil` where it is kept as a figure under its own name.
  ///
  /// What a file tells of itself stays a figure: this program's own count stands beside it.
  var ours: ModelColumn? {
    switch self {
    case .runName: .name
    case .architecture: .architecture
    case .alpha: .alpha
    case .classes: .classes
    case .imageResolution: .resolution
    case .channels: .channels
    case .variation: .variation
    case .totalParameters: .trainingParameters
    case .trainableParameters: .trainableParameters
    case .nonTrainableParameters: .nonTrainableParameters
    case .tags: .tags
    case .notes: .notes
    case .testAccuracy: .accuracy
    default: nil
    }
  }
}

/// Whose column names a table has.
package enum ModelDialect: String, Hashable, Sendable, CaseIterable {
  case mcubench
  /// The CNN Analyzer's, where it has the column.
  case cnnAnalyzer = "cnn-analyzer"
}
