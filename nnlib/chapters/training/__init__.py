"""The figures, pictures and exercises of the chapter *Training a network*."""
