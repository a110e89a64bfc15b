// Carries the precompiled headers of lightbench_use_headers(); nothing of it is linked into the programs.
int main() { return 0; }
