package import Failures

/// Why files are no labelled set that a model can be evaluated on.
package struct LabelledSetError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case unreadable(why: String)
    case damagedArchive(why: String)
    /// Bytes that the archive says its arrays take.
    case archiveTooLarge(bytes: Int, limit: Int)
    /// An archive without a pair of samples and labels; the arrays that it has.
    case noPair(found: [String])
    case damagedArray(array: String?, why: String)
    case arrayOrder(array: String?)
    case sampleType(got: String)
    case labelType(got: String)
    case labelShape(got: [Int])
    /// A label that no class can have.
    case labelValue(got: String)
    case damagedImage(why: String)
    /// An image whose pixels are not what the model takes.
    case imageKind(got: String, needed: String)
    /// Extents of a sample and of the model's input.
    case shape(got: [Int], needed: [Int])
    case badLine(Int, String)
    case empty
    /// A sample with a float32 element that is infinite or no number.
    case noNumber(sample: Int)
    case counts(samples: Int, labels: Int)
    case noLabels
    case noType
    case size(bytes: Int, sampleBytes: Int)
    case labelSize(bytes: Int, samples: Int)
    /// A directory with neither subfolders of images nor a list.
    case noImages
    case unusedType
    /// A model whose input, of these extents, is no image.
    case noImageInput(needed: [Int])
  }

  /// The file or directory.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String { "\(path): \(what)" }

  private var what: String {
    func named(_ array: String?) -> String { array.map { "array \($0.debugDescription): " } ?? "" }
    switch reason {
    case .unreadable(let why): return "cannot read it (\(why))"
    case .damagedArchive(let why): return "not a readable .npz file (\(why))"
    case .archiveTooLarge(let bytes, let limit):
      return "its arrays take \(bytes) B unpacked, at most \(limit) B are read"
    case .noPair(let found):
      let names = found.prefix(8).map(\.debugDescription).joined(separator: ", ")
      return "no pair of images and labels among its arrays (\(names.isEmpty ? "none" : names))"
    case .damagedArray(let array, let why): return named(array) + "not a readable array (\(why))"
    case .arrayOrder(let array): return named(array) + "the array is in Fortran order"
    case .sampleType(let got):
      return "the images' type is \(got.debugDescription), not uint8, int8, float32 or float64"
    case .labelType(let got): return "the labels' type is \(got.debugDescription), not an integer"
    case .labelShape(let got): return "the labels' shape is \(got), not one number an image"
    case .labelValue(let got): return "the label \(got) is no class: classes count from 0"
    case .damagedImage(let why): return "not a readable image (\(why))"
    case .imageKind(let got, let needed): return "the image is \(got), the model takes \(needed)"
    case .shape(let got, let needed):
      return "an image's shape is \(got), the model's input is \(needed)"
    case .badLine(let line, let what): return "line \(line): \(what)"
    case .empty: return "the set has no images"
    case .noNumber(let sample):
      return "image \(sample) has a value that is infinite or no number in float32"
    case .counts(let samples, let labels): return "\(samples) images and \(labels) labels"
    case .noLabels: return "there are no labels for these images"
    case .noType: return "a raw file does not say what its elements are"
    case .size(let bytes, let sampleBytes):
      return "\(bytes) B is no multiple of the \(sampleBytes) B that one image takes"
    case .labelSize(let bytes, let samples):
      return "\(bytes) B of labels are not 1, 4 or 8 B for each of \(samples) images"
    case .noImages:
      return "the directory has neither a labels.csv nor folders with .png or .ppm files"
    case .noImageInput(let needed):
      return "image files do not fit the model's input, which is \(needed)"
    case .unusedType: return "the file itself says what its elements are"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unreadable: "check that the file is there and may be read"
    case .damagedArchive, .archiveTooLarge:
      "write it again with numpy.savez(FILE, x=images, y=labels)"
    case .noPair: "name the arrays x and y, or images and labels"
    case .damagedArray: "write the array again with numpy.save"
    case .arrayOrder: "convert it with numpy.ascontiguousarray before saving"
    case .sampleType:
      "give pixels as uint8, or the model's own values as int8 or little-endian float32; numpy objects "
        + "are not read"
    case .labelType, .labelShape, .labelValue:
      "give one integer an image: its class, counted from 0"
    case .damagedImage: "write the image again as PNG, or as PPM of 8 bits"
    case .imageKind(_, let needed):
      "convert the images to \(needed) with 8 bits and no transparency"
    case .shape:
      "resize, crop or transpose the images beforehand (height, width, channels); nothing is resized here"
    case .badLine: "give a line an image: FILE,CLASS"
    case .empty: "give at least one image"
    case .noNumber: "look for it with numpy.isfinite, and leave the image out or mend it"
    case .counts: "give as many labels as images, in the same order"
    case .noLabels: "name them with --labels FILE"
    case .noType:
      "say it with --type uint8 for pixels, or --type int8 or float32 for the model's own values"
    case .size, .labelSize: "check --type, and that the file is whole"
    case .noImages: "sort the images into a folder a class, or list them in labels.csv: FILE,CLASS"
    case .noImageInput: "give the samples as .npz"
    case .unusedType: "leave --type away; it is for raw files"
    }
  }
}
