package import Failures
package import ModelGraph

/// Why a model cannot be evaluated on a set.
package struct EvaluationError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case inputCount(Int)
    case outputCount(Int)
    case inputType(ElementType)
    case outputType(ElementType)
    /// Extents of a sample and of the model's input without its batch.
    case shape(source: String, got: [Int], needed: [Int])
    case sampleType(got: ElementType, needed: ElementType)
    /// A scale of pixels was asked for where the samples are none.
    case scaleWithoutPixels(ElementType)
    /// The input's quantization is none that pixels have.
    case unknownScale
    /// An output that is no row of class scores.
    case outputShape([Int])
    /// A model whose output is not as large as its input.
    case noReconstruction(input: Int, output: Int)
    case labelRange(source: String, sample: String, label: Int, classCount: Int)
    case tooManyClasses(source: String, names: Int, classCount: Int)
    /// All samples have one label, so that no curve can be drawn.
    case oneLabelOnly(source: String)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String {
    switch reason {
    case .inputCount(let count): "the model has \(count) inputs; one is evaluated"
    case .outputCount(let count): "the model has \(count) outputs; one is evaluated"
    case .inputType(let type): "the model takes \(type.name) without a quantization"
    case .outputType(let type): "the model gives \(type.name), which are no scores"
    case .shape(let source, let got, let needed):
      "\(source): an image's shape is \(got), the model's input is \(needed)"
    case .sampleType(let got, let needed):
      "the set holds \(got.name) values, the model takes \(needed.name)"
    case .scaleWithoutPixels(let type): "--scale is for pixels (uint8), the set holds \(type.name)"
    case .unknownScale:
      "the input's quantization does not tell what a pixel stands for: its range is near none of "
        + PixelScale.allCases.map(\.rawValue).joined(separator: ", ")
    case .outputShape(let shape): "the model's output has shape \(shape), which is no row of scores"
    case .noReconstruction(let input, let output):
      "anomalies are found by models that give their input back; this one takes \(input) values and "
        + "gives \(output)"
    case .labelRange(let source, let sample, let label, let classCount):
      "\(source): the label of \(sample) is \(label), the model has \(classCount) classes"
    case .tooManyClasses(let source, let names, let classCount):
      "\(source): \(names) folders of images, the model has \(classCount) classes"
    case .oneLabelOnly(let source):
      "\(source): all samples have one label; the area under a curve needs both"
    }
  }

  package var remedy: String? {
    switch reason {
    case .inputCount, .outputCount, .inputType, .outputType, .outputShape:
      "run single vectors with 'mcubench run --input'"
    case .shape:
      "resize, crop or transpose the images beforehand (height, width, channels); nothing is resized here"
    case .sampleType(_, let needed):
      "give pixels as uint8, real values as float32, or \(needed.name)"
    case .scaleWithoutPixels: "leave --scale away"
    case .unknownScale:
      "say what pixels stand for with --scale, or give the real values as float32"
    case .noReconstruction: "leave '--task anomaly' away"
    case .labelRange(_, _, _, let classCount):
      "give classes from 0 to \(classCount - 1), or check that the set belongs to the model"
    case .tooManyClasses: "check that the set belongs to the model"
    case .oneLabelOnly: "give normal samples with label 0 and anomalies with label 1"
    }
  }
}
