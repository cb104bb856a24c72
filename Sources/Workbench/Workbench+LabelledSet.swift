import DataSets
import FoundationEssentials
import Glibc
import ModelGraph

extension Workbench {
  /// Reads a labelled set: an archive, an array or raw file, or a directory of images.
  ///
  /// `rawType` is what a raw file's elements are; `inputShape` the model's input with its batch.
  ///
  /// - Throws: `LabelledSetError`.
  func labelledSet(
    at path: String, labels: String?, rawType: ElementType?, inputShape: [Int]
  ) throws(LabelledSetError) -> LabelledSet {
    if Self.isDirectory(path) {
      if rawType != nil { throw LabelledSetError(path: path, reason: .unusedType) }
      let list = try imageList(in: path, labels: labels)
      guard let shape = ImageShape(inputShape: inputShape) else {
        throw LabelledSetError(path: path, reason: .noImageInput(needed: inputShape))
      }
      return try list.set(source: path, shape: shape) { file throws(LabelledSetError) in
        // An image of the largest side that is read, uncompressed and with as much again.
        try Self.bytes(of: "\(path)/\(file)", limit: 64 << 20)
      }
    }
    let bytes = try Self.bytes(of: path, limit: 1 << 30)
    let labelBytes: (path: String, bytes: [UInt8])?
    if let labels {
      labelBytes = (labels, try Self.bytes(of: labels, limit: 1 << 28))
    } else {
      labelBytes = nil
    }
    let sampleShape = inputShape.first == 1 ? Array(inputShape.dropFirst()) : inputShape
    return try TensorFile.set(
      bytes, at: path, labels: labelBytes, rawType: rawType, inputShape: sampleShape)
  }

  /// The images that a list names, else those in the directory's folders.
  private func imageList(
    in directory: String, labels: String?
  ) throws(LabelledSetError) -> ImageList {
    let own = "\(directory)/\(ImageList.listFile)"
    if let list = labels ?? (Files.exists(own) ? own : nil) {
      let text = String(decoding: try Self.bytes(of: list, limit: 64 << 20), as: UTF8.self)
      return try ImageList(list: text, at: list)
    }
    let folders = Files.names(in: directory).filter { name in
      !name.hasPrefix(".") && Self.isDirectory("\(directory)/\(name)")
    }
    return try ImageList(
      folders: folders.map { ($0, Files.names(in: "\(directory)/\($0)")) }, at: directory)
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func bytes(
    of path: String, limit: Int
  ) throws(LabelledSetError) -> [UInt8] {
    do throws(FileFailure) {
      return try Files.readRegular(path, limit: limit)
    } catch {
      // What is a pipe or a device is known by this number; see `readRegular`.
      let why =
        error.errno == EINVAL ? "it is no regular file" : String(cString: strerror(error.errno))
      throw LabelledSetError(path: path, reason: .unreadable(why: why))
    }
  }
}
