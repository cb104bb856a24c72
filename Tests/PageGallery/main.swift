import Foundation
import HTMLReports
import PageExamples

// Writes every page with example values into a folder, with the assets that served pages ask for, so
// that they can be looked at in a browser.
guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: page-gallery FOLDER\n".utf8))
  exit(2)
}
do {
  let folder = URL(filePath: CommandLine.arguments[1])
  let assets = folder.appending(path: "assets")
  try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
  try Data(StyleSheet.all.text.utf8).write(to: assets.appending(path: "mcubench.css"))
  try Data(LiveScript.text.utf8).write(to: assets.appending(path: "mcubench.js"))
  for page in try PageExamples.pages() {
    // Served pages ask for their assets at the server's root; here that is the folder.
    let text = page.text.replacing("\"/assets/", with: "\"assets/")
    try Data(text.utf8).write(to: folder.appending(path: page.name + ".html"))
  }
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
