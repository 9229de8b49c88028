"""The figures, pictures and exercises of the chapter *A first look at convolutions*."""
