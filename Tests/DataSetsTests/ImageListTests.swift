import Testing

@testable import DataSets

@Suite struct ImageListTests {
  @Test func countsFoldersInTheirOrder() throws {
    let list = try ImageList(
      folders: [
        ("dog", ["2.png", "1.PNG", "notes.txt"]), ("Cat", ["a.ppm"]), ("empty", []),
      ], at: "set")
    #expect(list.classNames == ["Cat", "dog", "empty"])
    #expect(list.images.map(\.path) == ["Cat/a.ppm", "dog/1.PNG", "dog/2.png"])
    #expect(list.images.map(\.label) == [0, 1, 1])
  }

  @Test func readsLists() throws {
    let list = try ImageList(list: "file,label\na.png, 3\r\n\nsub/b.png,0\n", at: "labels.csv")
    #expect(list.images.map(\.path) == ["a.png", "sub/b.png"])
    #expect(list.images.map(\.label) == [3, 0])
    #expect(list.classNames == nil)
  }

  @Test(arguments: [
    ("a.png\n", LabelledSetError.Reason.badLine(1, "it has 1 fields instead of 2")),
    (
      "a.png,0\nb.png,cat\n",
      .badLine(2, "the class must be a number from 0 on, not \"cat\"")
    ),
    ("a.png,-1\n", .badLine(1, "the class must be a number from 0 on, not \"-1\"")),
    ("../a.png,1\n", .badLine(1, "\"../a.png\" is no file below the directory")),
    ("/a.png,1\n", .badLine(1, "\"/a.png\" is no file below the directory")),
    ("file,label\n", .empty), ("", .empty),
    ("a.png,3.0\nb.png,7\n", .badLine(1, "the class must be a number from 0 on, not \"3.0\"")),
  ])
  func refusesOtherLists(text: String, reason: LabelledSetError.Reason) {
    #expect(throws: LabelledSetError(path: "labels.csv", reason: reason)) {
      try ImageList(list: text, at: "labels.csv")
    }
  }

  @Test func refusesDirectoriesWithoutImages() {
    #expect(throws: LabelledSetError(path: "set", reason: .noImages)) {
      try ImageList(folders: [("a", ["b.txt"])], at: "set")
    }
  }

  @Test func makesASetOfItsImages() throws {
    let list = try ImageList(list: "a.pgm,1\nb.pgm,0\n", at: "labels.csv")
    let files = ["a.pgm": [UInt8](1...2), "b.pgm": [3, 4]]
    let set = try list.set(
      source: "set", shape: ImageShape(height: 1, width: 2, channels: 1)
    ) { path throws(LabelledSetError) in
      Array("P5 2 1 255\n".utf8) + (files[path] ?? [])
    }
    #expect(set.bytes == [1, 2, 3, 4])
    #expect(set.labels == [1, 0])
    #expect(set.name(of: 1) == "image 1 (b.pgm)")
  }
}
