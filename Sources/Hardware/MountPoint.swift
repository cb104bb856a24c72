import Glibc

/// Where the disk that holds a file is mounted.
package enum MountPoint {
  /// The directory that the file system of `path` is mounted at; the file itself may be gone.
  package static func holding(_ path: String) -> String {
    var directory = path.hasPrefix("/") ? path : currentDirectory + "/" + path
    while device(of: directory) == nil, directory != "/" { directory = parent(of: directory) }
    while directory != "/", device(of: parent(of: directory)) == device(of: directory) {
      directory = parent(of: directory)
    }
    return directory
  }

  private static func device(of path: String) -> dev_t? {
    var information = stat()
    return stat(path, &information) == 0 ? information.st_dev : nil
  }

  private static func parent(of path: String) -> String {
    let parts = path.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  private static var currentDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
