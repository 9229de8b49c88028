"""The figures, pictures and exercises of the chapter *Layers and networks*."""
