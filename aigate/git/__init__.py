"""The only place that talks to git. It reads the index and the object database, and writes nothing anywhere near them."""
