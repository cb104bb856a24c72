extension EEMBCDevice {
  /// The C table of the device, and its buffer.
  var table: String {
    let squareError = benchmark == .ad
    return "\n#include \"mcub_eembc.h\"\n"
      + ModelSource.memory("buffer", bufferRegion, bufferBytes, section: "inputs") + """

        const mcub_eembc_model mcub_eembc = {
            .name = "\(isPruned ? "mcubench-pruned" : "mcubench")",
            .model = "\(benchmark.modelName)",
            .buffer = mcub_buffer_\(bufferRegion),
            .buffer_bytes = \(bufferBytes),
            .input_bytes = \(inputBytes),
            .encoding = MCUB_EEMBC_\(encoding.rawValue.uppercased()),
            .input_scale = \(input.scale.bitPattern)u, /* \(input.scale) */
            .input_zero_point = \(input.zeroPoint),
            .output_type = MCUB_EEMBC_\(outputType.rawValue.uppercased()),
            .output_scale = \(output.scale.bitPattern)u, /* \(output.scale) */
            .output_zero_point = \(output.zeroPoint),
            .output_count = \(outputCount),
            .results = MCUB_EEMBC_\(squareError ? "SQUARE_ERROR" : "OUTPUT"),
        };

        """
  }
}
