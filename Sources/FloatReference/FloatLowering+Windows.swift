import CFloatKernels
import ModelGraph

/// Where a window lies on one dimension, as the C kernels take it.
private struct Window {
  let input: Int32
  let output: Int32
  let kernel: Int32
  let stride: Int32
  let dilation: Int32
  let padBefore: Int32

  /// - Returns: `nil` when positions leave 32 bits.
  init?(
    input: Int, output: Int, kernel: Int, stride: Int, dilation: Int, padding: Padding
  ) {
    let reach = (kernel - 1).multipliedSaturated(by: dilation).addingSaturated(1)
    let end = (output - 1).multipliedSaturated(by: stride).addingSaturated(reach)
    guard end < Int(Int32.max) / 2, input < Int(Int32.max) / 2, stride < Int(Int32.max) / 8 else {
      return nil
    }
    self.input = Int32(input)
    self.output = Int32(output)
    self.kernel = Int32(kernel)
    self.stride = Int32(stride)
    self.dilation = Int32(clamping: dilation)
    // With SAME padding the smaller half goes in front.
    padBefore = padding == .same ? Int32(max(end - input, 0) / 2) : 0
  }
}

/// Convolutions, pooling and fully connected layers.
extension FloatLowering {
  func convolution() throws(FloatReferenceError) -> FloatStep {
    guard case .convolution(let options) = layer.options else {
      throw refusal("its options are missing")
    }
    let input = try operand(0)
    guard let weights = try constant(1), let weightShape = layer.input(1).map(shape) else {
      throw refusal("its weights are absent")
    }
    let (rows, columns) = try windows(
      input, filter: HeightWidth(height: weightShape[1], width: weightShape[2]), options)
    let (low, high) = try range(of: options.fusedActivation)
    let channels = shape(input)[3]
    let params = mcub_conv_2d_f32_params(
      batches: Int32(shape(input)[0]), input_height: rows.input, input_width: columns.input,
      input_channels: Int32(channels), output_height: rows.output, output_width: columns.output,
      output_channels: Int32(weightShape[0]), groups: Int32(channels / weightShape[3]),
      kernel_height: rows.kernel, kernel_width: columns.kernel, stride_height: rows.stride,
      stride_width: columns.stride, dilation_height: rows.dilation,
      dilation_width: columns.dilation, pad_top: rows.padBefore, pad_left: columns.padBefore,
      activation_min: low, activation_max: high)
    return convolution(params, input: input, weights: weights, bias: try constant(2))
  }

  /// A convolution of 1 x 1 whose positions are the rows.
  func fullyConnected() throws(FloatReferenceError) -> FloatStep {
    guard case .fullyConnected(let fused, let isShuffled, _, _) = layer.options, !isShuffled else {
      throw refusal("its weights are shuffled")
    }
    let input = try operand(0)
    guard let weights = try constant(1), let weightShape = layer.input(1).map(shape) else {
      throw refusal("its weights are absent")
    }
    let (low, high) = try range(of: fused)
    let rows = graph.tensors[input].elementCount / weightShape[1]
    let params = mcub_conv_2d_f32_params(
      batches: 1, input_height: 1, input_width: Int32(rows), input_channels: Int32(weightShape[1]),
      output_height: 1, output_width: Int32(rows), output_channels: Int32(weightShape[0]),
      groups: 1, kernel_height: 1, kernel_width: 1, stride_height: 1, stride_width: 1,
      dilation_height: 1, dilation_width: 1, pad_top: 0, pad_left: 0, activation_min: low,
      activation_max: high)
    return convolution(params, input: input, weights: weights, bias: try constant(2))
  }

  private func convolution(
    _ params: mcub_conv_2d_f32_params, input: TensorID, weights: [Float], bias: [Float]?
  ) -> FloatStep {
    let packed = withUnsafePointer(to: params) { params in
      let count = Int(mcub_conv_2d_f32_packed_count(params))
      return [Float](unsafeUninitializedCapacity: count) { values, initialized in
        if let base = values.baseAddress { mcub_conv_2d_f32_pack(params, weights, base) }
        initialized = count
      }
    }
    let zeros = [Float](repeating: 0, count: Int(params.input_channels))
    return FloatStep(operands: [input], results: layer.outputs) { operands, results in
      withUnsafePointer(to: params) { params in
        if let bias {
          mcub_conv_2d_f32(params, operands[0], packed, bias, zeros, results[0])
        } else {
          mcub_conv_2d_f32(params, operands[0], packed, nil, zeros, results[0])
        }
      }
    }
  }

  func depthwiseConvolution() throws(FloatReferenceError) -> FloatStep {
    guard case .depthwiseConvolution(let options, let multiplier) = layer.options else {
      throw refusal("its options are missing")
    }
    let input = try operand(0)
    guard let weights = try constant(1), let weightShape = layer.input(1).map(shape) else {
      throw refusal("its weights are absent")
    }
    let bias = try constant(2)
    let (rows, columns) = try windows(
      input, filter: HeightWidth(height: weightShape[1], width: weightShape[2]), options)
    let (low, high) = try range(of: options.fusedActivation)
    let params = mcub_depthwise_conv_2d_f32_params(
      batches: Int32(shape(input)[0]), input_height: rows.input, input_width: columns.input,
      input_channels: Int32(shape(input)[3]), multiplier: Int32(multiplier),
      output_height: rows.output, output_width: columns.output, kernel_height: rows.kernel,
      kernel_width: columns.kernel, stride_height: rows.stride, stride_width: columns.stride,
      dilation_height: rows.dilation, dilation_width: columns.dilation, pad_top: rows.padBefore,
      pad_left: columns.padBefore, activation_min: low, activation_max: high)
    return FloatStep(operands: [input], results: layer.outputs) { operands, results in
      withUnsafePointer(to: params) { params in
        if let bias {
          mcub_depthwise_conv_2d_f32(params, operands[0], weights, bias, results[0])
        } else {
          mcub_depthwise_conv_2d_f32(params, operands[0], weights, nil, results[0])
        }
      }
    }
  }

  func pooling() throws(FloatReferenceError) -> FloatStep {
    guard case .pooling(let padding, let stride, let filter, let fused) = layer.options else {
      throw refusal("its options are missing")
    }
    let input = try operand(0)
    let (rows, columns) = try windows(
      input, filter: filter, ConvolutionOptions(padding: padding, stride: stride))
    let (low, high) = try range(of: fused)
    let params = mcub_pool_2d_f32_params(
      batches: Int32(shape(input)[0]), input_height: rows.input, input_width: columns.input,
      channels: Int32(shape(input)[3]), output_height: rows.output, output_width: columns.output,
      kernel_height: rows.kernel, kernel_width: columns.kernel, stride_height: rows.stride,
      stride_width: columns.stride, pad_top: rows.padBefore, pad_left: columns.padBefore,
      activation_min: low, activation_max: high)
    let isMean = layer.kind == .averagePool2D
    return FloatStep(operands: [input], results: layer.outputs) { operands, results in
      withUnsafePointer(to: params) { params in
        if isMean {
          mcub_average_pool_2d_f32(params, operands[0], results[0])
        } else {
          mcub_max_pool_2d_f32(params, operands[0], results[0])
        }
      }
    }
  }

  private func windows(
    _ input: TensorID, filter: HeightWidth, _ options: ConvolutionOptions
  ) throws(FloatReferenceError) -> (rows: Window, columns: Window) {
    let shape = shape(input)
    let output = self.shape(layer.outputs[0])
    guard
      let rows = Window(
        input: shape[1], output: output[1], kernel: filter.height,
        stride: options.stride.height, dilation: options.dilation.height,
        padding: options.padding),
      let columns = Window(
        input: shape[2], output: output[2], kernel: filter.width,
        stride: options.stride.width, dilation: options.dilation.width,
        padding: options.padding)
    else { throw refusal("its windows reach beyond 2^30 positions") }
    return (rows, columns)
  }
}
