@main
struct MCUBench {
  static func main() {}
}
